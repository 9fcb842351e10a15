// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import static io.baton.testkit.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.baton.peer.ChannelHandler;
import io.baton.peer.PeerAnswer;
import io.baton.peer.PeerId;
import io.baton.peer.PeerListener;
import io.baton.peer.PeerService;
import io.baton.testkit.Patience;
import io.baton.testkit.PeerServiceContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The contract over loopback UDP. */
final class WebRtcPeersContractTest extends PeerServiceContract {

    private final WebRtcPeers peers;
    private final List<TestViewer> viewers = new ArrayList<>();

    WebRtcPeersContractTest(@TempDir Path directory) throws IOException {
        peers = WebRtcPeersTest.start(directory, 20);
    }

    @AfterEach
    void stop() {
        viewers.forEach(TestViewer::close);
        peers.close();
    }

    @Override
    protected PeerService service() {
        return peers;
    }

    @Override
    protected void addListener(PeerListener listener) {
        peers.addListener(listener);
    }

    @Override
    protected void addHandler(ChannelHandler handler, Map<String, ?> properties) {
        peers.addHandler(handler, properties);
    }

    @Override
    protected void removeHandler(ChannelHandler handler) {
        peers.removeHandler(handler);
    }

    @Override
    protected String offer() {
        try {
            var viewer = new TestViewer();
            viewers.add(viewer);
            return viewer.offer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected Client connect() throws Exception {
        var viewer = new TestViewer();
        viewers.add(viewer);
        PeerAnswer answer =
                peers.answer(viewer.offer(), null).toCompletableFuture().join();
        viewer.connect(answer.sdp(), peers.port());
        // told by two threads of the viewer, in either order
        Set<@Nullable String> told = new HashSet<>();
        told.add(viewer.events.poll(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS));
        told.add(viewer.events.poll(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS));
        assertEquals(Set.of("linked", "established"), told);
        return new ViewerClient(answer.peer(), viewer);
    }

    /** Also waits until the receive thread has delivered them: a late listener is told after what is in progress. */
    @Override
    protected void awaitMessages(PeerId peer, long count) {
        await().until(() -> peers.stats(peer).orElseThrow().messagesIn() == count);
        var delivered = new CountDownLatch(1);
        peers.addListener(new PeerListener() {
            @Override
            public void linked(PeerId linked) {
                delivered.countDown();
            }
        });
        await().until(() -> delivered.getCount() == 0);
    }

    private record ViewerClient(PeerId peer, TestViewer viewer, Map<String, Integer> channels) implements Client {

        ViewerClient(PeerId peer, TestViewer viewer) {
            this(peer, viewer, new HashMap<>());
        }

        @Override
        public void open(String label) {
            channels.put(label, viewer.open(label));
        }

        @Override
        public void send(String label, String text) {
            Integer channel = channels.get(label);
            if (channel == null) {
                throw new IllegalStateException("not open: " + label);
            }
            viewer.say(channel, text);
        }

        @Override
        public @Nullable String receive() throws InterruptedException {
            return viewer.messages.poll(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS);
        }

        @Override
        public void close(String label) {
            Integer channel = channels.remove(label);
            if (channel == null) {
                throw new IllegalStateException("not open: " + label);
            }
            viewer.closeChannel(channel);
        }

        @Override
        public void leave() {
            viewer.goodbye();
        }
    }
}
