// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.baton.harness.Device;
import io.baton.harness.Journal;
import io.baton.harness.OfferFields;
import io.baton.harness.PeerProcess;
import io.baton.harness.RpcPeer;
import io.baton.harness.SignallingClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The audit journal: read by an administrator, verified and replayed. */
final class AuditIT {

    @Test
    void decisionsAreJournalledAndReplayToTheSameResult() throws Exception {
        try (PeerProcess process = PeerProcess.start();
                Device device = Device.start(
                        Map.of("io.baton.session.coordinator", "{\"reconnectGraceSeconds:Integer\": 1}"))) {
            RpcPeer ada = join(process, device, "Ada");
            RpcPeer ben = join(process, device, "Ben");
            ada.awaitMode("primary");
            ben.awaitMode("observer");
            ben.call("requestPrimary");
            ben.awaitMode("queued");
            ada.call("approvePrimaryRequest", Map.of("requesterID", ben.id()));
            ben.awaitMode("primary");
            ben.call("updateSessionNickname", Map.of("nickname", "Benjamin"));
            ben.refusal("cancelPrimaryRequest", Map.of());
            ben.call("releasePrimary");
            ben.awaitMode("observer");

            List<String> actions = actions(ben);
            assertEquals(
                    List.of("release", "cancelRequest", "rename", "approveRequest", "requestPrimary"),
                    actions.stream()
                            .filter(action -> !List.of("join", "answered", "linked", "tick", "socketClosed")
                                    .contains(action))
                            .limit(5)
                            .toList(),
                    actions.toString());
            JsonNode first = ben.call("getAudit", Map.of("limit", 1));
            assertEquals(1, first.path("entries").size());
            JsonNode entry = first.path("entries").get(0);
            assertFalse(entry.has("hash") || entry.has("command"), entry.toString());
            assertTrue(first.path("before").asLong() > 1, first.toString());
            assertEquals(-32_603, error(ben, Map.of("limit", 501)));
            assertEquals(-32_603, error(ben, Map.of("before", "yesterday")));

            ada.close();
            ben.close();
            // an entry may be half written when it is read
            device.awaitNoSessions();
            Journal journal = Journal.of(device);
            journal.check();
            assertTrue(journal.verify().text().contains("The chain is whole."));
            assertTrue(journal.replay().text().contains("io.baton.policy.handover.HandoverPolicy"));

            Path file = file(device);
            assertEquals(0, journal.verify().code());
            byte[] content = Files.readAllBytes(file);
            content[content.length / 2] ^= 1;
            Files.write(file, content);
            assertEquals(1, journal.verify().code());
            assertEquals(1, journal.replay().code());
        }
    }

    private static int error(RpcPeer peer, Map<String, ?> params) {
        return peer.reply(peer.begin("getAudit", params))
                .path("error")
                .path("code")
                .asInt();
    }

    private static List<String> actions(RpcPeer peer) {
        List<String> actions = new ArrayList<>();
        for (JsonNode entry : peer.call("getAudit", Map.of("limit", 500)).path("entries")) {
            if (entry.has("action")) {
                actions.add(entry.path("action").asText());
            }
        }
        return actions;
    }

    private static Path file(Device device) throws Exception {
        try (Stream<Path> files = Files.list(device.data().resolve("audit"))) {
            return files.filter(file -> file.toString().endsWith(".jsonl"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static RpcPeer join(PeerProcess process, Device device, String name) throws Exception {
        return RpcPeer.join(
                process,
                SignallingClient.post(SignallingClient.browser(), device.address()),
                OfferFields.plain().named(name));
    }
}
