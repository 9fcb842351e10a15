// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import io.baton.upgrade.BundleChange;
import io.baton.upgrade.UpgradeState;
import io.baton.upgrade.UpgradeStatus;
import io.baton.upgrade.UpgradeStep;
import io.baton.upgrade.signed.UpgradeManifest.KeyList;
import io.baton.upgrade.signed.swap.ControlSetSwap;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An attempt with what its commit needs, so that a commit that the end of the process interrupted can be completed.
 *
 * @param status what is shown of it
 * @param keyId the key that signed it; empty for a roll back
 * @param counter the counter its commit raises the bundles to; 0 for a roll back, which raises none
 * @param securityFloor the floor its commit raises; 0 to leave it
 * @param keys the keys its commit rotates to
 * @param set the digest of the set that its commit makes active; empty before it is known
 */
record Attempt(
        UpgradeStatus status, String keyId, long counter, long securityFloor, Optional<KeyList> keys, String set) {

    static Attempt begun(String id, String name, String actor, Instant at) {
        UpgradeStatus status = new UpgradeStatus(
                id,
                name,
                UpgradeState.CHECKING,
                actor,
                at,
                List.of(),
                List.of(),
                Optional.empty(),
                Duration.ZERO,
                "",
                "");
        return new Attempt(status, "", 0, 0, Optional.empty(), "");
    }

    Attempt of(UpgradeManifest manifest, String key, List<BundleChange> changes, String setDigest) {
        UpgradeStatus now = new UpgradeStatus(
                status.id(),
                manifest.name(),
                status.state(),
                status.actor(),
                status.begun(),
                status.steps(),
                changes,
                status.probationEnds(),
                status.gap(),
                status.reason(),
                status.detail());
        return new Attempt(now, key, manifest.counter(), manifest.securityFloor(), manifest.keys(), setDigest);
    }

    Attempt withChanges(List<BundleChange> changes, String setDigest) {
        UpgradeStatus now = new UpgradeStatus(
                status.id(),
                status.name(),
                status.state(),
                status.actor(),
                status.begun(),
                status.steps(),
                changes,
                status.probationEnds(),
                status.gap(),
                status.reason(),
                status.detail());
        return new Attempt(now, keyId, counter, securityFloor, keys, setDigest);
    }

    Attempt step(UpgradeState state, String name, Instant at, String detail) {
        List<UpgradeStep> steps = new ArrayList<>(status.steps());
        steps.add(new UpgradeStep(name, at, detail));
        return with(
                state,
                steps,
                state == UpgradeState.PROBATION ? status.probationEnds() : Optional.empty(),
                status.gap(),
                status.reason(),
                status.detail());
    }

    Attempt probationUntil(Instant end) {
        return with(status.state(), status.steps(), Optional.of(end), status.gap(), status.reason(), status.detail());
    }

    Attempt gap(Duration gap) {
        Duration longest = gap.compareTo(status.gap()) > 0 ? gap : status.gap();
        return with(status.state(), status.steps(), status.probationEnds(), longest, status.reason(), status.detail());
    }

    /** Gives the reason; the first one stays. */
    Attempt because(String reason, String detail) {
        return status.reason().isEmpty()
                ? with(status.state(), status.steps(), status.probationEnds(), status.gap(), reason, detail)
                : this;
    }

    private Attempt with(
            UpgradeState state,
            List<UpgradeStep> steps,
            Optional<Instant> probationEnds,
            Duration gap,
            String reason,
            String detail) {
        UpgradeStatus now = new UpgradeStatus(
                status.id(),
                status.name(),
                state,
                status.actor(),
                status.begun(),
                steps,
                status.bundles(),
                probationEnds,
                gap,
                reason,
                detail);
        return new Attempt(now, keyId, counter, securityFloor, keys, set);
    }

    /** Whether {@code api.control} is replaced, and with it the bundle that does the upgrade. */
    boolean isOfControl() {
        return status.bundles().stream()
                .anyMatch(change -> change.symbolicName().equals(ControlSetSwap.API));
    }

    Map<String, Object> members() {
        Map<String, Object> members = new LinkedHashMap<>(StatusCodec.members(status));
        members.put("keyId", keyId);
        members.put("counter", counter);
        members.put("securityFloor", securityFloor);
        keys.ifPresent(list -> members.put("keys", Map.of("serial", list.serial(), "keys", list.keys())));
        members.put("set", set);
        return members;
    }

    static Attempt read(Map<String, Object> members) {
        Optional<KeyList> keys = Optional.empty();
        if (members.get("keys") instanceof Map<?, ?> list
                && list.get("serial") instanceof Long serial
                && list.get("keys") instanceof List<?> texts) {
            keys = Optional.of(
                    new KeyList(serial, texts.stream().map(String::valueOf).toList()));
        }
        return new Attempt(
                StatusCodec.read(members),
                members.get("keyId") instanceof String key ? key : "",
                members.get("counter") instanceof Long counter ? counter : 0,
                members.get("securityFloor") instanceof Long floor ? floor : 0,
                keys,
                members.get("set") instanceof String set ? set : "");
    }
}
