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

    private final Map<Setting, Long> values;
    private final Map<Setting, String> sources;
    private final List<Violation> violations = new ArrayList<>();

    TimeoutChains(Map<Setting, Long> values, Map<Setting, String> sources) {
        this.values = values;
        this.sources = sources;
    }

    List<Violation> violations() {
        call();
        link();
        person();
        return List.copyOf(violations);
    }

    private void call() {
        atLeast(INPUT_WAIT, 15, HID_WRITE);
        atLeast(HANDLER, 15, INPUT_WAIT);
        atLeast(CHANNEL_SEND, 20, HANDLER);
        atLeast(WEB_SOCKET_WRITE, 25, HANDLER);
    }

    private void link() {
        atLeast(WEB_SOCKET_IDLE, 20, WEB_SOCKET_PING);
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
