// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import io.baton.harness.Browser;
import io.baton.harness.Device;
import io.baton.harness.Prerequisites;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Time from the offer to the first frame that Chromium shows, on a page that does nothing else: a new device's first
 * viewer, a viewer that joins while another watches, and a viewer that joins a Pion sender whose clip has a key frame
 * each second. The three alternate within one run.
 */
final class Join {
    private static final String JOIN = """
            const done = arguments[arguments.length - 1];
            (async () => {
              const peer = new RTCPeerConnection();
              const video = document.createElement('video');
              video.muted = true;
              video.autoplay = true;
              document.body.append(video);
              peer.addTransceiver('video', {direction: 'recvonly'});
              peer.createDataChannel('rpc');
              peer.ontrack = event => { video.srcObject = event.streams[0]; };
              await peer.setLocalDescription(await peer.createOffer());
              if (peer.iceGatheringState !== 'complete') {
                await new Promise(resolve => {
                  peer.onicegatheringstatechange = () => peer.iceGatheringState === 'complete' && resolve();
                });
              }
              const shown = new Promise(resolve => video.requestVideoFrameCallback(resolve));
              const offered = performance.now();
              const reply = await fetch('/webrtc/session', {
                method: 'POST',
                headers: {'Content-Type': 'application/json'},
                body: JSON.stringify({sd: btoa(JSON.stringify(peer.localDescription))})
              });
              const answer = JSON.parse(atob((await reply.json()).sd));
              await peer.setRemoteDescription(answer);
              const shownAt = await shown;
              done(shownAt - offered);
              window.keepPeer = peer;
            })().catch(error => done(String(error)));
            """;

    private final int rounds;

    Join(int rounds) {
        this.rounds = rounds;
    }

    void run() throws Exception {
        CpuTimes started = Host.print();
        List<Double> cold = new ArrayList<>();
        List<Double> joining = new ArrayList<>();
        List<Double> pion = new ArrayList<>();
        try (Clip clip = Clip.make(30);
                Sender yardstick = Sender.pion(clip)) {
            for (int round = 0; round < rounds; round++) {
                try (Device device = Device.start();
                        Browser browser = Browser.open()) {
                    URI emptyPage = device.address().resolve("/robots.txt");
                    browser.visit(emptyPage);
                    cold.add(join(browser));
                    browser.newTab(emptyPage);
                    joining.add(join(browser));
                }
                try (Browser browser = Browser.open()) {
                    browser.visit(yardstick.sessions().resolve("/"));
                    join(browser);
                    browser.newTab(yardstick.sessions().resolve("/"));
                    pion.add(join(browser));
                }
            }
        }
        System.out.println("offer → first frame shown, ms: median (min–max) of " + rounds);
        row("Baton, first viewer of a fresh device", cold);
        row("Baton, joining mid-stream", joining);
        row("Pion sender, joining mid-stream", pion);
        System.out.printf(Locale.ROOT, "ratio mid-stream Baton/Pion: %.2f%n", median(joining) / median(pion));
        Host.printAfter(started);
    }

    private static double join(Browser browser) {
        Object millis = browser.runAsync(JOIN);
        if (millis instanceof Number number) {
            return number.doubleValue();
        }
        throw new IllegalStateException("the viewer did not join: " + millis);
    }

    private static void row(String label, List<Double> values) {
        System.out.printf(
                Locale.ROOT,
                "  %-40s %7.0f (%.0f–%.0f)%n",
                label,
                median(values),
                Collections.min(values),
                Collections.max(values));
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        Prerequisites.unless(!sorted.isEmpty(), "nothing was measured");
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
