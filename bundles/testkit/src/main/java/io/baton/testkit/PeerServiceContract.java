// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.ChannelHandler;
import io.baton.peer.ChannelMessage;
import io.baton.peer.CloseReason;
import io.baton.peer.IceCandidate;
import io.baton.peer.PeerId;
import io.baton.peer.PeerListener;
import io.baton.peer.PeerRefusedException;
import io.baton.peer.PeerRefusedException.Reason;
import io.baton.peer.PeerService;
import io.baton.peer.PeerStats;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The contract of {@link PeerService}, for implementations and fakes alike. Events may come on any thread. */
@Timeout(60)
public abstract class PeerServiceContract {

    /** A linked client of the service under test. */
    public interface Client {

        PeerId peer();

        /** Opens a reliable, ordered data channel. */
        void open(String label);

        /** Sends a text on the channel with this label. */
        void send(String label, String text);

        /** Returns the next text received; null when none came in time. */
        @Nullable
        String receive() throws InterruptedException;

        /** Closes the channel with this label from the client's side. */
        void close(String label);

        /** Ends the connection from the client's side. */
        void leave();
    }

    /** Messages wait for the handler as long as they can. */
    private static final Map<String, ?> RPC = Map.of(ChannelHandler.LABELS, "rpc", ChannelHandler.WAIT_MILLIS, 10_000);

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<ChannelMessage> messages = new LinkedBlockingQueue<>();

    protected abstract PeerService service();

    protected abstract void addListener(PeerListener listener);

    protected abstract void addHandler(ChannelHandler handler, Map<String, ?> properties);

    protected abstract void removeHandler(ChannelHandler handler);

    /** An offer the service accepts. */
    protected abstract String offer();

    /** Connects a client and returns once its peer is linked. */
    protected abstract Client connect() throws Exception;

    /** Waits until this many messages of the peer have arrived. */
    protected abstract void awaitMessages(PeerId peer, long count);

    private void listen() {
        addListener(new PeerListener() {
            @Override
            public void linked(PeerId peer) {
                events.add("linked " + peer);
            }

            @Override
            public void channelOpened(PeerId peer, String label) {
                events.add("opened " + peer + " " + label);
            }

            @Override
            public void channelClosed(PeerId peer, String label) {
                events.add("channel closed " + peer + " " + label);
            }

            @Override
            public void closed(PeerId peer, CloseReason reason) {
                events.add("closed " + peer + " " + reason);
            }
        });
    }

    private @Nullable String event() throws InterruptedException {
        return events.poll(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS);
    }

    private ChannelMessage message() throws InterruptedException {
        ChannelMessage message = messages.poll(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS);
        assertNotNull(message, "a message for the handler");
        return message;
    }

    private static String text(ChannelMessage message) {
        return new String(message.data(), StandardCharsets.UTF_8);
    }

    private PeerStats stats(PeerId peer) {
        return service().stats(peer).orElseThrow();
    }

    /** Registers and removes a handler, so that the label is known and has no handler. */
    private void registerOnce() {
        ChannelHandler handler = messages::add;
        addHandler(handler, RPC);
        removeHandler(handler);
    }

    @Test
    void answeredPeerExistsWithoutLinkAndVideo() {
        PeerId peer =
                service().answer(offer(), null).toCompletableFuture().join().peer();
        assertEquals(List.of(peer), service().peers());
        assertFalse(stats(peer).linked());
        assertFalse(stats(peer).video());
        assertFalse(service().sendText(peer, "rpc", "x"));
    }

    @Test
    void malformedOfferIsRefused() {
        var failed = assertThrows(
                CompletionException.class,
                () -> service().answer("hello", null).toCompletableFuture().join());
        assertEquals(
                Reason.BAD_OFFER,
                assertInstanceOf(PeerRefusedException.class, failed.getCause()).reason());
        assertEquals(List.of(), service().peers());
    }

    @Test
    void linkedPeerIsDarkUntilVideoIsTurnedOn() throws Exception {
        PeerId peer = connect().peer();
        assertTrue(stats(peer).linked());
        assertFalse(stats(peer).video());
        service().setVideo(peer, true);
        assertTrue(stats(peer).video());
        service().setVideo(peer, false);
        assertFalse(stats(peer).video());
    }

    @Test
    void laterPeerHasALargerNumber() throws Exception {
        PeerId first = connect().peer();
        PeerId second = connect().peer();
        assertTrue(first.compareTo(second) < 0);
        assertEquals(List.of(first, second), service().peers());
    }

    @Test
    void listenerIsToldOfLinkAndChannelsInOrder() throws Exception {
        listen();
        Client client = connect();
        client.open("rpc");
        assertEquals("linked " + client.peer(), event());
        assertEquals("opened " + client.peer() + " rpc", event());
    }

    @Test
    void laterListenerIsToldOfWhatExists() throws Exception {
        listen();
        Client client = connect();
        client.open("rpc");
        assertEquals("linked " + client.peer(), event());
        assertEquals("opened " + client.peer() + " rpc", event());
        service().answer(offer(), null).toCompletableFuture().join();
        listen();
        assertEquals("linked " + client.peer(), event());
        assertEquals("opened " + client.peer() + " rpc", event());
    }

    @Test
    void exceptionOfAListenerDoesNotReachOthers() throws Exception {
        addListener(new PeerListener() {
            @Override
            public void linked(PeerId peer) {
                throw new IllegalStateException("on purpose");
            }
        });
        listen();
        Client client = connect();
        assertEquals("linked " + client.peer(), event());
    }

    @Test
    void messagesGoBothWaysAndAreCounted() throws Exception {
        listen();
        addHandler(
                message -> service().sendText(message.peer(), message.label(), "re " + text(message))
                        && messages.add(message),
                RPC);
        Client client = connect();
        client.open("rpc");
        client.send("rpc", "hello");
        ChannelMessage message = message();
        assertEquals(client.peer(), message.peer());
        assertEquals("rpc", message.label());
        assertTrue(message.text());
        assertEquals("hello", text(message));
        assertEquals(0, message.fencingToken());
        assertEquals("re hello", client.receive());
        assertFalse(service().sendText(client.peer(), "other", "x"));
        assertEquals(1, stats(client.peer()).messagesIn());
        assertEquals(1, stats(client.peer()).messagesOut());
        assertEquals(0, stats(client.peer()).messagesDiscarded());
    }

    @Test
    void messagesForAnAbsentHandlerComeInOrderWithTheTokenOfTheirArrival() throws Exception {
        registerOnce();
        Client client = connect();
        client.open("rpc");
        service().setFencingToken(client.peer(), 7);
        client.send("rpc", "one");
        awaitMessages(client.peer(), 1);
        service().setFencingToken(client.peer(), 8);
        client.send("rpc", "two");
        awaitMessages(client.peer(), 2);
        addHandler(messages::add, RPC);
        ChannelMessage first = message();
        ChannelMessage second = message();
        assertEquals(List.of("one", "two"), List.of(text(first), text(second)));
        assertEquals(List.of(7L, 8L), List.of(first.fencingToken(), second.fencingToken()));
    }

    @Test
    void messageALeavingHandlerDoesNotTakeIsKeptForTheNext() throws Exception {
        BlockingQueue<String> refused = new LinkedBlockingQueue<>();
        ChannelHandler leaving = message -> {
            refused.add(text(message));
            return false;
        };
        addHandler(leaving, RPC);
        Client client = connect();
        client.open("rpc");
        for (String text : List.of("one", "two", "three")) {
            client.send("rpc", text);
            assertEquals("one", refused.poll(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS));
        }
        awaitMessages(client.peer(), 3);
        removeHandler(leaving);
        addHandler(messages::add, RPC);
        assertEquals(List.of("one", "two", "three"), List.of(text(message()), text(message()), text(message())));
        assertEquals(0, stats(client.peer()).messagesDiscarded());
    }

    @Test
    void messageOfALabelNeverRegisteredIsDiscarded() throws Exception {
        Client client = connect();
        client.open("rpc");
        client.send("rpc", "one");
        awaitMessages(client.peer(), 1);
        addHandler(messages::add, RPC);
        client.send("rpc", "two");
        assertEquals("two", text(message()));
        assertEquals(1, stats(client.peer()).messagesDiscarded());
    }

    @Test
    void discardBufferedForgetsWhatWaits() throws Exception {
        registerOnce();
        Client client = connect();
        client.open("rpc");
        client.send("rpc", "one");
        awaitMessages(client.peer(), 1);
        service().discardBuffered(client.peer());
        assertEquals(1, stats(client.peer()).messagesDiscarded());
        addHandler(messages::add, RPC);
        client.send("rpc", "two");
        assertEquals("two", text(message()));
    }

    @Test
    void handlerRegisteredFirstKeepsItsLabel() throws Exception {
        BlockingQueue<String> first = new LinkedBlockingQueue<>();
        ChannelHandler handler = message -> first.add(text(message));
        addHandler(handler, RPC);
        addHandler(messages::add, RPC);
        Client client = connect();
        client.open("rpc");
        client.send("rpc", "one");
        assertEquals("one", first.poll(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS));
        removeHandler(handler);
        client.send("rpc", "two");
        assertEquals("two", text(message()));
        assertTrue(first.isEmpty());
    }

    @Test
    void exceptionOfAHandlerLosesOneMessageAndIsReportedBeforeTheNext() throws Exception {
        BlockingQueue<String> calls = new LinkedBlockingQueue<>();
        addHandler(
                new ChannelHandler() {
                    @Override
                    public boolean message(ChannelMessage message) {
                        if (text(message).equals("!")) {
                            throw new IllegalStateException("on purpose");
                        }
                        return calls.add(text(message));
                    }

                    @Override
                    public boolean messagesDiscarded(PeerId peer, String label) {
                        return calls.add("discarded " + peer + " " + label);
                    }
                },
                RPC);
        Client client = connect();
        client.open("rpc");
        for (String text : List.of("one", "!", "two", "three")) {
            client.send("rpc", text);
        }
        for (String expected : List.of("one", "discarded " + client.peer() + " rpc", "two", "three")) {
            assertEquals(expected, calls.poll(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS));
        }
    }

    @Test
    void closedChannelIsReportedToAHandlerThatComesLaterAfterTheMessagesThatWaited() throws Exception {
        BlockingQueue<String> calls = new LinkedBlockingQueue<>();
        BlockingQueue<String> refused = new LinkedBlockingQueue<>();
        ChannelHandler leaving = new ChannelHandler() {
            @Override
            public boolean message(ChannelMessage message) {
                return false;
            }

            @Override
            public boolean channelEnded(PeerId peer, String label) {
                refused.add(label);
                return false;
            }
        };
        addHandler(leaving, RPC);
        listen();
        Client quiet = connect();
        quiet.open("rpc");
        quiet.close("rpc");
        assertEquals("rpc", refused.poll(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS));
        Client busy = connect();
        busy.open("rpc");
        busy.send("rpc", "one");
        busy.close("rpc");
        for (PeerId peer : List.of(quiet.peer(), busy.peer())) {
            assertEquals("linked " + peer, event());
            assertEquals("opened " + peer + " rpc", event());
            assertEquals("channel closed " + peer + " rpc", event());
        }
        removeHandler(leaving);
        addHandler(
                new ChannelHandler() {
                    @Override
                    public boolean message(ChannelMessage message) {
                        return calls.add(text(message) + " " + message.peer());
                    }

                    @Override
                    public boolean channelEnded(PeerId peer, String label) {
                        return calls.add("ended " + peer + " " + label);
                    }
                },
                RPC);
        Client next = connect();
        next.open("rpc");
        next.close("rpc");
        List<String> told = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            told.add(String.valueOf(calls.poll(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS)));
        }
        String message = "one " + busy.peer();
        String end = "ended " + busy.peer() + " rpc";
        assertEquals(
                Set.of("ended " + quiet.peer() + " rpc", message, end, "ended " + next.peer() + " rpc"),
                Set.copyOf(told));
        assertTrue(told.indexOf(message) < told.indexOf(end), "in order for one peer");
        assertTrue(calls.isEmpty());
    }

    @Test
    void closedPeerIsGoneAndItsReasonIsToldOnce() throws Exception {
        listen();
        PeerId first = connect().peer();
        assertEquals("linked " + first, event());
        PeerId second = connect().peer();
        assertEquals("linked " + second, event());
        service().close(first, CloseReason.SESSION_ENDED);
        service().close(first, CloseReason.SHUTDOWN);
        service().close(second, CloseReason.REPLACED);
        assertEquals("closed " + first + " SESSION_ENDED", event());
        assertEquals("closed " + second + " REPLACED", event());
        assertEquals(List.of(), service().peers());
    }

    @Test
    void peerOfAClientThatLeavesIsClosedAsRemote() throws Exception {
        listen();
        Client client = connect();
        assertEquals("linked " + client.peer(), event());
        client.leave();
        assertEquals("closed " + client.peer() + " REMOTE", event());
        assertEquals(List.of(), service().peers());
    }

    @Test
    void callsForAClosedPeerDoNothing() throws Exception {
        Client client = connect();
        client.open("rpc");
        PeerId gone = client.peer();
        service().close(gone, CloseReason.SESSION_ENDED);
        service().addCandidate(gone, new IceCandidate("candidate:1 1 udp 1 192.0.2.1 9 typ host", "0", 0, null));
        service().setVideo(gone, true);
        service().setFencingToken(gone, 3);
        service().discardBuffered(gone);
        assertFalse(service().sendText(gone, "rpc", "x"));
        assertFalse(service().sendBinary(gone, "rpc", new byte[1]));
        assertEquals(Optional.empty(), service().stats(gone));
        assertEquals(List.of(), service().peers());
    }
}
