// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.harness.Device;
import io.baton.harness.OfferFields;
import io.baton.harness.PeerProcess;
import io.baton.harness.RpcPeer;
import io.baton.harness.SignallingClient;
import io.baton.harness.WebSocketSignallingClient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The device's process is stopped by SIGTERM while a primary holds keys and its signalling socket is open. */
final class CleanStopIT {
    private static final int KEY_A = 4;
    private static final int KEY_B = 5;

    @Test
    void sigtermReleasesKeysThenClosesSocketsWith1012ThenConnections() throws Exception {
        Device device = Device.startWithShell();
        try (PeerProcess process = PeerProcess.start();
                WebSocketSignallingClient socket =
                        new WebSocketSignallingClient(SignallingClient.browser(), device.address())) {
            RpcPeer peer = RpcPeer.join(process, socket, OfferFields.plain().named("Ada"));
            peer.awaitMode("primary");
            // a whole report is held until the next one: nothing but the stop releases it
            peer.call("keyboardReport", Map.of("modifier", 0, "keys", new int[] {KEY_A, KEY_B}));
            device.awaitKeyEdges(2);

            device.close(); // fails unless it ends with 0

            assertEquals(1012, socket.closeCode());
            peer.awaitClosed();
            List<String> log = device.log();
            int told = only(log, "signalling sockets closed count=1 code=1012");
            int closed = only(log, " reason=SHUTDOWN ");
            assertTrue(only(log, "Z up 0x04") < told && only(log, "Z up 0x05") < told && told < closed, log::toString);
            only(log, "keys and buttons released reason=device_stops complete=true");
        } finally {
            device.close();
        }
    }

    /** The index of the only line that contains the text. */
    private static int only(List<String> log, String text) {
        List<String> found = log.stream().filter(line -> line.contains(text)).toList();
        assertEquals(1, found.size(), () -> text + " in " + log);
        return log.indexOf(found.getFirst());
    }
}
