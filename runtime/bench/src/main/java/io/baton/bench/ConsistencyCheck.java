// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.baton.harness.RpcPeer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Checks that all connected peers agree on the state and that each peer's own row is in it. */
final class ConsistencyCheck {
    /** Fields that differ between clients, by rights or by the moment they were sent. */
    private static final List<String> PERSONAL =
            List.of("self", "source", "user", "lastActive", "last_active", "secondsLeft", "requestSecondsLeft");

    private ConsistencyCheck() {}

    /** Differences between the lists these peers received last; empty where there are none. */
    static List<String> problems(List<RpcPeer> peers) {
        List<String> problems = new ArrayList<>();
        long newest = 0;
        for (RpcPeer peer : peers) {
            newest = Math.max(newest, peer.list().path("revision").asLong());
        }
        Map<String, ObjectNode> rowsById = Map.of();
        for (RpcPeer peer : peers) {
            JsonNode list = peer.list();
            if (list.path("revision").asLong() != newest) {
                problems.add(peer.id() + " has revision " + list.path("revision") + ", not " + newest);
                continue;
            }
            Map<String, ObjectNode> rows = rows(list.path("sessions"));
            problems.addAll(ownRow(peer, list));
            if (list.path("yourMode").asText().equals("pending")) {
                continue;
            }
            if (rowsById.isEmpty()) {
                rowsById = rows;
                problems.addAll(control(list));
            } else if (!rowsById.equals(rows)) {
                problems.add("at revision " + newest + " one has " + rowsById + ", another " + rows);
            }
        }
        for (RpcPeer peer : peers) {
            ObjectNode own = rowsById.get(peer.id());
            Map<String, ObjectNode> rows = rows(peer.list().path("sessions"));
            if (!rowsById.isEmpty() && !rows.isEmpty() && (own == null || !own.equals(rows.get(peer.id())))) {
                problems.add(peer.id() + " is to others " + own + ", to itself " + rows.get(peer.id()));
            }
        }
        return problems;
    }

    /** Rows without the personal fields, by id and in order. */
    static Map<String, ObjectNode> rows(JsonNode sessions) {
        Map<String, ObjectNode> rows = new java.util.LinkedHashMap<>();
        for (JsonNode row : sessions) {
            ObjectNode copy = row.deepCopy();
            rows.put(row.path("id").asText(), copy.remove(PERSONAL));
        }
        return rows;
    }

    private static List<String> ownRow(RpcPeer peer, JsonNode list) {
        String mode = list.path("yourMode").asText();
        List<String> problems = new ArrayList<>();
        if (!list.path("yourId").asText().equals(peer.id())) {
            problems.add(peer.id() + " is called " + list.path("yourId"));
        }
        if (!mode.equals(peer.notifiedMode())) {
            problems.add(peer.id() + " was told last that it is " + peer.notifiedMode() + ", the list says " + mode);
        }
        JsonNode row = rows(list.path("sessions")).get(peer.id());
        if (row == null || !row.path("mode").asText().equals(mode)) {
            problems.add(peer.id() + " is " + mode + ", its row is " + row);
        }
        return problems;
    }

    private static List<String> control(JsonNode list) {
        List<String> holders = new ArrayList<>();
        for (JsonNode row : list.path("sessions")) {
            if (row.path("mode").asText().equals("primary")) {
                holders.add(row.path("id").asText());
            }
        }
        JsonNode control = list.path("control");
        List<String> stated = control.path("state").asText().equals("held")
                ? List.of(control.path("sessionId").asText())
                : List.of();
        return holders.equals(stated) ? List.of() : List.of("control is " + control + ", primaries are " + holders);
    }
}
