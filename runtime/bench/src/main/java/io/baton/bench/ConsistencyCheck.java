// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.baton.harness.RpcPeer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether all who are there believe the same, and what they were told of themselves is in it. */
final class ConsistencyCheck {
    /** Each client's own, a matter of rights, or of the moment it was sent. */
    private static final List<String> PERSONAL =
            List.of("self", "source", "user", "lastActive", "last_active", "secondsLeft", "requestSecondsLeft");

    private ConsistencyCheck() {}

    /** What is wrong with what these were told last; empty when nothing is. */
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
            problems.addAll(itself(peer, list));
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

    /** Rows without what is personal, by id and in order. */
    static Map<String, ObjectNode> rows(JsonNode sessions) {
        Map<String, ObjectNode> rows = new java.util.LinkedHashMap<>();
        for (JsonNode row : sessions) {
            ObjectNode copy = row.deepCopy();
            rows.put(row.path("id").asText(), copy.remove(PERSONAL));
        }
        return rows;
    }

    private static List<String> itself(RpcPeer peer, JsonNode list) {
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
        List<String> said = control.path("state").asText().equals("held")
                ? List.of(control.path("sessionId").asText())
                : List.of();
        return holders.equals(said) ? List.of() : List.of("control is " + control + ", primaries are " + holders);
    }
}
