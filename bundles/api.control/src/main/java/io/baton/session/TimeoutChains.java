// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import static io.baton.session.Setting.CHANNEL_SEND;
import static io.baton.session.Setting.CONSENT_CHECK;
import static io.baton.session.Setting.HANDLER;
import static io.baton.session.Setting.HID_WRITE;
import static io.baton.session.Setting.INPUT_WAIT;
import static io.baton.session.Setting.LINK_LOST;
import static io.baton.session.Setting.PENDING_TIMEOUT;
import static io.baton.session.Setting.PRIMARY_TIMEOUT;
import static io.baton.session.Setting.RECONNECT_GRACE;
import static io.baton.session.Setting.REPLY;
import static io.baton.session.Setting.REQUEST_TIMEOUT;
import static io.baton.session.Setting.SEAT_TIMEOUT;
import static io.baton.session.Setting.SESSION_TIMEOUT;
import static io.baton.session.Setting.WEB_SOCKET_IDLE;
import static io.baton.session.Setting.WEB_SOCKET_PING;
import static io.baton.session.Setting.WEB_SOCKET_WRITE;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The dependencies between timeouts: a waiting part waits longer than the part it waits for. */
final class TimeoutChains {

    /**
     * A setting is at least so many tenths of another one.
     *
     * @param strict whether it is longer than that
     */
    private record Rule(Setting longer, int tenths, Setting other, boolean strict) {

        boolean holds(long value, long otherValue) {
            return strict ? value > otherValue : value * 10 >= otherValue * tenths;
        }

        /** The least value of the longer one, in whole units of its kind. */
        long least(long otherValue) {
            long unit = longer.kind() == Setting.Kind.MILLIS ? 1 : 1_000;
            long least = strict ? otherValue + 1 : (otherValue * tenths + 9) / 10;
            return (least + unit - 1) / unit * unit;
        }

        String bound() {
            return strict ? "more than" : tenths == 10 ? "at least" : "at least " + tenths / 10.0 + " ×";
        }
    }

    /** Each rule after those that the setting it measures by depends on. */
    private static final List<Rule> RULES = List.of(
            atLeast(INPUT_WAIT, 15, HID_WRITE),
            atLeast(HANDLER, 15, INPUT_WAIT),
            atLeast(REPLY, 15, HANDLER),
            atLeast(CHANNEL_SEND, 20, HANDLER),
            atLeast(WEB_SOCKET_WRITE, 25, HANDLER),
            atLeast(LINK_LOST, 30, CONSENT_CHECK),
            longer(SEAT_TIMEOUT, LINK_LOST),
            atLeast(WEB_SOCKET_IDLE, 20, WEB_SOCKET_PING),
            longer(REQUEST_TIMEOUT, RECONNECT_GRACE),
            atLeast(PENDING_TIMEOUT, 10, REQUEST_TIMEOUT),
            longer(PRIMARY_TIMEOUT, RECONNECT_GRACE),
            longer(SESSION_TIMEOUT, PRIMARY_TIMEOUT),
            longer(SESSION_TIMEOUT, RECONNECT_GRACE));

    private final Map<Setting, Long> values;
    private final Map<Setting, String> sources;

    TimeoutChains(Map<Setting, Long> values, Map<Setting, String> sources) {
        this.values = values;
        this.sources = sources;
    }

    private static Rule atLeast(Setting longer, int tenths, Setting other) {
        return new Rule(longer, tenths, other, false);
    }

    private static Rule longer(Setting longer, Setting other) {
        return new Rule(longer, 10, other, true);
    }

    List<Violation> violations() {
        List<Violation> violations = new ArrayList<>();
        for (Rule rule : RULES) {
            if (!isOff(values, rule) && !rule.holds(value(rule.longer), value(rule.other))) {
                violations.add(new Violation(
                        rule.longer.wireName(),
                        shown(rule.longer),
                        rule.bound() + " " + rule.other.wireName(),
                        "it waits for " + rule.other.wireName() + " = " + shown(rule.other)));
            }
        }
        return List.copyOf(violations);
    }

    /** Raises values that a changed one makes too short, and notes them as changed. */
    static void raise(Map<Setting, Long> complete, Set<Setting> changed) {
        for (Rule rule : RULES) {
            long value = complete.getOrDefault(rule.longer, 0L);
            long other = complete.getOrDefault(rule.other, 0L);
            if ((changed.contains(rule.longer) || changed.contains(rule.other))
                    && !isOff(complete, rule)
                    && !rule.holds(value, other)) {
                complete.put(rule.longer, rule.least(other));
                changed.add(rule.longer);
            }
        }
    }

    /** Returns what a setting has to be longer than, and what has to be longer than it, in words. */
    static List<String> neighbours(Setting setting) {
        List<String> neighbours = new ArrayList<>();
        for (Rule rule : RULES) {
            if (rule.longer == setting) {
                neighbours.add(rule.bound() + " " + rule.other.wireName());
            }
        }
        for (Rule rule : RULES) {
            if (rule.other == setting) {
                neighbours.add(rule.longer.wireName() + " is " + rule.bound() + " it");
            }
        }
        return List.copyOf(neighbours);
    }

    private static boolean isOff(Map<Setting, Long> values, Rule rule) {
        return isOff(values, rule.longer) || isOff(values, rule.other);
    }

    private static boolean isOff(Map<Setting, Long> values, Setting setting) {
        return setting == PRIMARY_TIMEOUT && values.getOrDefault(setting, setting.defaultValue()) == 0;
    }

    private long value(Setting setting) {
        return values.getOrDefault(setting, setting.defaultValue());
    }

    private String shown(Setting setting) {
        String source = sources.getOrDefault(setting, "");
        return value(setting) + " ms" + (source.isEmpty() ? "" : " from " + source);
    }
}
