// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import io.baton.upgrade.BundleChange;
import io.baton.upgrade.UpgradePlan;
import io.baton.upgrade.UpgradeState;
import io.baton.upgrade.UpgradeStatus;
import io.baton.upgrade.UpgradeStep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An attempt as the members of a JSON object, for the journal and for HTTP.
 *
 * <p>Threading. No state.
 */
final class StatusCodec {

    private StatusCodec() {}

    static Map<String, Object> members(UpgradeStatus status) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("id", status.id());
        members.put("name", status.name());
        members.put("state", status.state().wireName());
        members.put("running", status.state().isRunning());
        members.put("actor", status.actor());
        members.put("begun", status.begun().toString());
        members.put("steps", status.steps().stream().map(StatusCodec::members).toList());
        members.put(
                "bundles", status.bundles().stream().map(StatusCodec::members).toList());
        status.probationEnds().ifPresent(at -> members.put("probationEnds", at.toString()));
        members.put("gapMillis", status.gap().toMillis());
        members.put("reason", status.reason());
        members.put("detail", status.detail());
        return members;
    }

    static Map<String, Object> members(UpgradePlan plan) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("name", plan.name());
        members.put("keyId", plan.keyId());
        members.put("counter", plan.counter());
        members.put("bundles", plan.bundles().stream().map(StatusCodec::members).toList());
        members.put("staged", plan.staged());
        members.put("probationSeconds", plan.probationSeconds());
        members.put("inPlace", plan.inPlace().stream().sorted().toList());
        return members;
    }

    private static Map<String, Object> members(UpgradeStep step) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("name", step.name());
        members.put("at", step.at().toString());
        members.put("detail", step.detail());
        return members;
    }

    private static Map<String, Object> members(BundleChange change) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("symbolicName", change.symbolicName());
        members.put("fromVersion", change.fromVersion());
        members.put("toVersion", change.toVersion());
        members.put("fromSha256", change.fromSha256());
        members.put("toSha256", change.toSha256());
        return members;
    }

    /** @throws IllegalArgumentException for members that {@link #members} does not write */
    static UpgradeStatus read(Map<String, Object> members) {
        List<UpgradeStep> steps = new ArrayList<>();
        for (Map<?, ?> step : maps(members.get("steps"))) {
            steps.add(new UpgradeStep(text(step, "name"), instant(text(step, "at")), text(step, "detail")));
        }
        List<BundleChange> bundles = new ArrayList<>();
        for (Map<?, ?> change : maps(members.get("bundles"))) {
            bundles.add(new BundleChange(
                    text(change, "symbolicName"),
                    text(change, "fromVersion"),
                    text(change, "toVersion"),
                    text(change, "fromSha256"),
                    text(change, "toSha256")));
        }
        String ends = text(members, "probationEnds");
        return new UpgradeStatus(
                text(members, "id"),
                text(members, "name"),
                UpgradeState.valueOf(text(members, "state").toUpperCase(Locale.ROOT)),
                text(members, "actor"),
                instant(text(members, "begun")),
                steps,
                bundles,
                ends.isEmpty() ? Optional.empty() : Optional.of(instant(ends)),
                Duration.ofMillis(members.get("gapMillis") instanceof Long gap ? gap : 0),
                text(members, "reason"),
                text(members, "detail"));
    }

    private static List<Map<?, ?>> maps(@org.jspecify.annotations.Nullable Object value) {
        List<Map<?, ?>> maps = new ArrayList<>();
        if (value instanceof List<?> list) {
            for (Object element : list) {
                if (element instanceof Map<?, ?> map) {
                    maps.add(map);
                }
            }
        }
        return maps;
    }

    private static String text(Map<?, ?> members, String name) {
        return members.get(name) instanceof String text ? text : "";
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (java.time.format.DateTimeParseException e) {
            throw new IllegalArgumentException("not a time", e);
        }
    }
}
