// SPDX-License-Identifier: Apache-2.0
package io.baton.serial.tty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.ChannelHandler;
import io.baton.peer.PeerId;
import io.baton.shared.linux.Poller;
import io.baton.shared.linux.Posix;
import io.baton.shared.terminal.PseudoTerminal;
import io.baton.testkit.FakeCoordinator;
import io.baton.testkit.RecordingPeerService;
import io.baton.testkit.RosterFixtureBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole console, with its thread, at a pseudo terminal of the kernel. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RealLineTest {

    private final RecordingPeerService peers = new RecordingPeerService();

    private String shown(PeerId peer) {
        return peers.sent().stream()
                .filter(sent -> sent.peer().equals(peer))
                .map(sent -> new String(sent.data(), StandardCharsets.UTF_8))
                .collect(Collectors.joining());
    }

    private void awaitShown(PeerId peer, String text) {
        while (!shown(peer).contains(text)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void typedTextArrivesAndAnswersAreShown(@TempDir Path data) throws IOException {
        PseudoTerminal target = PseudoTerminal.open();
        SerialTty serial = new SerialTty(
                data.toString(),
                new PortSettings(true, target.other().toString(), true, 4_096),
                SerialPort::open,
                System::nanoTime);
        PeerId ann = peers.add();
        serial.peers = peers;
        serial.coordinator = new FakeCoordinator(
                new RosterFixtureBuilder().primary("ann", 1).epoch(1).build());
        peers.setFencingToken(ann, 1);
        peers.link(ann);
        peers.open(ann, SerialBridge.CHANNEL);
        peers.addHandler(serial, Map.of(ChannelHandler.LABELS, SerialBridge.CHANNEL));
        peers.listen(serial);
        serial.activate();
        try (Poller poller = new Poller(1)) {
            while (!serial.status().open()) {
                Thread.onSpinWait();
            }
            byte[] prompt = "login: ".getBytes(StandardCharsets.UTF_8);
            target.write(prompt, 0, prompt.length);
            awaitShown(ann, "login: ");
            peers.receive(ann, SerialBridge.CHANNEL, "root\r");
            byte[] typed = new byte[64];
            int length = 0;
            while (length < 5) {
                poller.clear().add(target.descriptor(), Posix.POLLIN).await(-1);
                byte[] piece = new byte[64];
                int read = target.read(piece);
                System.arraycopy(piece, 0, typed, length, read);
                length += read;
            }
            assertEquals("root\r", new String(typed, 0, length, StandardCharsets.UTF_8));
            target.close();
            awaitShown(ann, "is not open");
            assertTrue(serial.get().contains("open=false"), serial.get());
        } finally {
            serial.deactivate();
        }
    }
}
