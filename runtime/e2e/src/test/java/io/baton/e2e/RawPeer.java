// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.JsonNode;
import io.baton.harness.Browser;
import java.util.List;
import java.util.Objects;

/** A browser's peer connection without the page, for arbitrary messages on its channels. */
final class RawPeer {
    /** Joins as another peer with these channels and records what it receives. */
    private static final String JOIN = """
            const done = arguments[arguments.length - 1];
            const labels = arguments[0];
            const peer = new RTCPeerConnection();
            peer.addTransceiver('video', {direction: 'recvonly'});
            const received = [];
            const channels = {};
            const hostile = {peer, received, channels, closed: []};
            window.hostile = hostile;
            for (const label of labels) {
              const channel = peer.createDataChannel(label, label.includes('unreliable') ? {maxRetransmits: 0} : {});
              channel.binaryType = 'arraybuffer';
              channel.onmessage = e => received.push([label, typeof e.data === 'string' ? e.data : [...new Uint8Array(e.data)]]);
              channel.onclose = () => hostile.closed.push(label);
              channels[label] = channel;
            }
            (async () => {
              await peer.setLocalDescription();
              while (peer.iceGatheringState !== 'complete') {
                await new Promise(r => peer.addEventListener('icegatheringstatechange', r, {once: true}));
              }
              const sd = btoa(JSON.stringify(peer.localDescription));
              const headers = {'Content-Type': 'application/json'};
              const answer = await (await fetch('/webrtc/session', {method: 'POST', headers, body: JSON.stringify({sd})})).json();
              await peer.setRemoteDescription(JSON.parse(atob(answer.sd)));
              await Promise.all(Object.values(channels).map(c => c.readyState === 'open' ? 0
                  : new Promise(r => c.addEventListener('open', r, {once: true}))));
              done([answer.mode, answer.sessionId]);
            })().catch(e => done('failed: ' + e));
            """;

    /** Sends text or bytes on a channel; waits while its buffer is full. */
    private static final String SEND = """
            const done = arguments[arguments.length - 1];
            const [label, messages] = arguments;
            const channel = hostile.channels[label];
            (async () => {
              for (const message of messages) {
                while (channel.bufferedAmount > 4e6) await new Promise(r => setTimeout(r, 5));
                channel.send(typeof message === 'string' ? message : new Uint8Array(message));
              }
              done('sent');
            })().catch(e => done('failed: ' + e));
            """;

    private final Browser browser;
    private final String mode;

    private RawPeer(Browser browser, String mode) {
        this.browser = browser;
        this.mode = mode;
    }

    /** Joins from the present tab, which must be of the device's origin, with these channels open. */
    static RawPeer join(Browser browser, String... labels) {
        Object joined = browser.runAsync(JOIN, List.of(labels));
        List<?> answer = assertInstanceOf(List.class, joined, String.valueOf(joined));
        return new RawPeer(browser, String.valueOf(answer.getFirst()));
    }

    /** The mode in the answer to the join. */
    String mode() {
        return mode;
    }

    /** Sends texts given as strings and bytes given as lists of numbers. */
    void send(String label, Object... messages) {
        assertEquals("sent", trySend(label, messages));
    }

    String trySend(String label, Object... messages) {
        return String.valueOf(browser.runAsync(SEND, label, List.of(messages)));
    }

    /** The messages received on a channel so far. */
    @SuppressWarnings("unchecked")
    List<Object> received(String label) {
        return (List<Object>) Objects.requireNonNull(
                browser.run("return hostile.received.filter(m => m[0] === arguments[0]).map(m => m[1])", label));
    }

    /** Waits for the answer to call number n, not counting events. */
    JsonNode answer(int number) {
        return browser.await("answer " + number, () -> {
            List<JsonNode> answers = received("rpc").stream()
                    .map(text -> Http.json(text.toString()))
                    .filter(message -> message.has("id"))
                    .toList();
            return answers.size() > number ? answers.get(number) : null;
        });
    }

    /** Labels of the channels that were closed from the other side. */
    @SuppressWarnings("unchecked")
    List<Object> closed() {
        return (List<Object>) Objects.requireNonNull(browser.run("return hostile.closed"));
    }

    void leave() {
        browser.run("hostile.peer.close()");
    }
}
