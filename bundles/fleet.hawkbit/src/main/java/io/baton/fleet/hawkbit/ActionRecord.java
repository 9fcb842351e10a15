// SPDX-License-Identifier: Apache-2.0
package io.baton.fleet.hawkbit;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The action in hand, as it is kept on the medium.
 *
 * @param id the action on the server
 * @param phase how far it is
 * @param before the latest attempt to upgrade before this one; tells this one from earlier ones of the same actor
 * @param success the result, once it is closed
 * @param detail the result in a sentence, once it is closed
 */
record ActionRecord(String id, Phase phase, String before, boolean success, String detail) {

    /** How far an action is. */
    enum Phase {
        /** Nothing of the device has changed; the action can be cancelled. */
        PENDING,
        /** Handed to the upgrade service, or about to be; it can no longer be cancelled. */
        INSTALLING,
        /** Ended; the server has not acknowledged the result yet. */
        CLOSED
    }

    static ActionRecord pending(String id) {
        return new ActionRecord(id, Phase.PENDING, "", false, "");
    }

    ActionRecord installing(String latest) {
        return new ActionRecord(id, Phase.INSTALLING, latest, false, "");
    }

    ActionRecord closed(boolean good, String sentence) {
        return new ActionRecord(id, Phase.CLOSED, before, good, sentence);
    }

    /** The account that the upgrade is recorded with. */
    String actor() {
        return "hawkbit/" + id;
    }

    Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", id);
        members.put("phase", phase.name());
        members.put("before", before);
        members.put("success", success);
        members.put("detail", detail);
        return members;
    }

    /** @throws IllegalArgumentException for anything that {@link #members} does not write */
    static ActionRecord of(Map<?, ?> members) {
        String id = Members.text(members, "id");
        if (id.isEmpty()) {
            throw new IllegalArgumentException("the record has no id");
        }
        return new ActionRecord(
                id,
                Phase.valueOf(Members.text(members, "phase")),
                Members.text(members, "before"),
                Boolean.TRUE.equals(members.get("success")),
                Members.text(members, "detail"));
    }
}
