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

    /** Returns every control of a target's buttons when there are several and no kind is named; else nothing. */
    List<PowerControl> competingButtons(String kind) {
        return competing(kind, PowerAction::isButton);
    }

    /** Returns every control of a target's supply when there are several and no kind is named; else nothing. */
    List<PowerControl> competingSupplies(String kind) {
        return competing(kind, action -> !action.isButton());
    }

    private List<PowerControl> competing(String kind, Predicate<PowerAction> wanted) {
        List<PowerControl> able = able(wanted);
        return kind.isEmpty() && able.size() > 1 ? able : List.of();
    }

    /** One with a problem is no reason for the next one: a button is the same button on every press. */
    private Optional<PowerControl> first(String kind, Predicate<PowerAction> wanted) {
        return able(wanted).stream()
                .filter(control -> kind.isEmpty() || kind.equals(control.kind()))
                .findFirst();
    }

    private List<PowerControl> able(Predicate<PowerAction> wanted) {
        return all().stream()
                .filter(control -> control.actions().stream().anyMatch(wanted))
                .toList();
    }

    private static Number number(Map<String, Object> properties, String name) {
        return properties.get(name) instanceof Number number ? number : 0;
    }
}
