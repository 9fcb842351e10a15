// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import static io.baton.session.Setting.CHANNEL_SEND;
import static io.baton.session.Setting.HANDLER;
import static io.baton.session.Setting.HID_WRITE;
import static io.baton.session.Setting.INPUT_WAIT;
import static io.baton.session.Setting.PENDING_TIMEOUT;
import static io.baton.session.Setting.PRIMARY_TIMEOUT;
import static io.baton.session.Setting.RECONNECT_GRACE;
import static io.baton.session.Setting.REQUEST_TIMEOUT;
import static io.baton.session.Setting.SESSION_TIMEOUT;
import static io.baton.session.Setting.WEB_SOCKET_IDLE;
import static io.baton.session.Setting.WEB_SOCKET_PING;
import static io.baton.session.Setting.WEB_SOCKET_WRITE;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The dependencies between timeouts: a waiting part waits longer than the part it waits for. */
final class TimeoutChains {

    /** A setting is at least so many tenths of another one. */
    private record Rule(Setting longer, int tenths, Setting other) {}

    /** The rules between parts of the device, each after those it depends on. */
    private static final List<Rule> DEVICE = List.of(
            new Rule(INPUT_WAIT, 15, HID_WRITE),
            new Rule(HANDLER, 15, INPUT_WAIT),
            new Rule(CHANNEL_SEND, 20, HANDLER),
            new Rule(WEB_SOCKET_WRITE, 25, HANDLER),
            new Rule(WEB_SOCKET_IDLE, 20, WEB_SOCKET_PING));

    private final Map<Setting, Long> values;
    private final Map<Setting, String> sources;
    private final List<Violation> violations = new ArrayList<>();

    TimeoutChains(Map<Setting, Long> values, Map<Setting, String> sources) {
        this.values = values;
        this.sources = sources;
    }

    List<Violation> violations() {
        DEVICE.forEach(rule -> atLeast(rule.longer, rule.tenths, rule.other));
        person();
        return List.copyOf(violations);
    }

    private void person() {
        longer(REQUEST_TIMEOUT, RECONNECT_GRACE);
        atLeast(PENDING_TIMEOUT, 10, REQUEST_TIMEOUT);
        if (value(PRIMARY_TIMEOUT) != 0) {
            longer(PRIMARY_TIMEOUT, RECONNECT_GRACE);
            longer(SESSION_TIMEOUT, PRIMARY_TIMEOUT);
        } else {
            longer(SESSION_TIMEOUT, RECONNECT_GRACE);
        }
    }

    /** Raises each of these values to the least one the rules between parts of the device allow. */
    static void raise(Map<Setting, Long> complete) {
        for (Rule rule : DEVICE) {
            long least = (complete.getOrDefault(rule.other, 0L) * rule.tenths + 9) / 10;
            complete.computeIfPresent(rule.longer, (setting, value) -> Math.max(value, least));
        }
    }

    /** At least so many tenths of the other. */
    private void atLeast(Setting longer, int tenths, Setting other) {
        if (value(longer) * 10 < value(other) * tenths) {
            add(longer, other, "at least " + tenths / 10.0 + " × " + other.wireName());
        }
    }

    private void longer(Setting longer, Setting other) {
        if (value(longer) <= value(other)) {
            add(longer, other, "more than " + other.wireName());
        }
    }

    private void add(Setting longer, Setting other, String allowed) {
        violations.add(new Violation(
                longer.wireName(), shown(longer), allowed, "it waits for " + other.wireName() + " = " + shown(other)));
    }

    private long value(Setting setting) {
        return values.getOrDefault(setting, setting.defaultValue());
    }

    private String shown(Setting setting) {
        String source = sources.getOrDefault(setting, "");
        return value(setting) + " ms" + (source.isEmpty() ? "" : " from " + source);
    }
}
