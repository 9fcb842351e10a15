// SPDX-License-Identifier: Apache-2.0
package io.baton.power.rpc;

import io.baton.power.PowerAction;
import io.baton.power.PowerControl;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.osgi.framework.Constants;

/**
 * The power controls that are registered, the preferred one first.
 *
 * <p>Threading. Safe for any thread.
 */
final class Providers {

    private volatile List<Ranked> ranked = List.of();

    private record Ranked(PowerControl control, int ranking, long id) {}

    synchronized void add(PowerControl control, Map<String, Object> properties) {
        List<Ranked> next = new ArrayList<>(ranked);
        next.add(new Ranked(
                control,
                number(properties, Constants.SERVICE_RANKING).intValue(),
                number(properties, Constants.SERVICE_ID).longValue()));
        next.sort(Comparator.comparingInt(Ranked::ranking).reversed().thenComparingLong(Ranked::id));
        ranked = List.copyOf(next);
    }

    synchronized void remove(PowerControl control) {
        ranked = ranked.stream().filter(one -> one.control() != control).toList();
    }

    List<PowerControl> all() {
        return ranked.stream().map(Ranked::control).toList();
    }

    /** Returns the control of a target's buttons, of this kind if one is named. */
    Optional<PowerControl> buttons(String kind) {
        return first(kind, PowerAction::isButton);
    }

    /** Returns the control of a target's supply, of this kind if one is named. */
    Optional<PowerControl> supply(String kind) {
        return first(kind, action -> !action.isButton());
    }

    private Optional<PowerControl> first(String kind, Predicate<PowerAction> wanted) {
        return all().stream()
                .filter(control -> kind.isEmpty() || kind.equals(control.kind()))
                .filter(control -> control.actions().stream().anyMatch(wanted))
                .findFirst();
    }

    private static Number number(Map<String, Object> properties, String name) {
        return properties.get(name) instanceof Number number ? number : 0;
    }
}
