// SPDX-License-Identifier: Apache-2.0
package io.baton.network.networkd;

import io.baton.shared.json.JsonCodec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A change that waits for its confirmation, and what was before it.
 *
 * @param interfaceName the interface
 * @param changedFile whether the file of systemd-networkd was changed
 * @param file what it was before; empty when there was none
 * @param hostName what it was before; empty when it was not changed
 * @param actor the administrator that made the change
 * @param deadlineMillis when it is undone, by the wall clock
 * @param bootId of the kernel that ran then
 */
record PendingChange(
        String interfaceName,
        boolean changedFile,
        Optional<String> file,
        Optional<String> hostName,
        Actor actor,
        long deadlineMillis,
        String bootId) {

    static final int MAX_BYTES = 65_536;

    private static final JsonCodec JSON = new JsonCodec(new JsonCodec.Limits(MAX_BYTES, 4, 20, 64));

    byte[] bytes() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("interface", interfaceName);
        map.put("changedFile", changedFile);
        file.ifPresent(text -> map.put("file", text));
        hostName.ifPresent(name -> map.put("hostName", name));
        map.put("nickname", actor.nickname());
        map.put("user", actor.user());
        map.put("source", actor.source());
        map.put("deadlineMillis", deadlineMillis);
        map.put("bootId", bootId);
        return JSON.bytes(map);
    }

    /** @throws IllegalArgumentException when it is damaged */
    static PendingChange read(byte[] bytes) {
        Map<String, Object> map = JSON.readObject(bytes);
        if (!(map.get("deadlineMillis") instanceof Long deadline)
                || !(map.get("changedFile") instanceof Boolean changedFile)) {
            throw new IllegalArgumentException("the pending change is damaged");
        }
        return new PendingChange(
                text(map, "interface"),
                changedFile,
                optional(map, "file"),
                optional(map, "hostName"),
                new Actor(text(map, "nickname"), text(map, "user"), text(map, "source")),
                deadline,
                text(map, "bootId"));
    }

    private static String text(Map<String, Object> map, String name) {
        return optional(map, name).orElseThrow(() -> new IllegalArgumentException("the pending change lacks " + name));
    }

    private static Optional<String> optional(Map<String, Object> map, String name) {
        return map.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }
}
