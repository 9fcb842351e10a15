// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.hid.KeysDown;
import io.baton.port.UsbState;
import io.baton.rpc.InputStateEvent;
import io.baton.rpc.MacroEnd;
import io.baton.rpc.RpcResult;
import io.baton.rpc.StreamDisclosure;
import io.baton.session.Cause;
import io.baton.session.Control;
import io.baton.session.Effect;
import io.baton.upgrade.UpgradeState;
import io.baton.upgrade.UpgradeStatus;
import io.baton.video.VideoSignal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event as it is on the wire; {@link EventTable} lists them. {@code sessionsUpdated} is written by
 * {@link SessionListSnapshot}.
 *
 * @param name the method of the JSON-RPC notification
 * @param params JDK types, or {@link RpcResult#VOID} for none
 */
record Event(String name, Object params) {

    /** Returns the whole notification. */
    String text() {
        return ResponseWriter.event(name, params);
    }

    static Event modeChanged(Effect.ModeChanged changed) {
        return new Event(
                "modeChanged",
                Map.of(
                        "mode",
                        changed.mode().wireName(),
                        "reason",
                        changed.cause().wireName()));
    }

    static Event controlVacant(Control.VacancyReason why) {
        return new Event("controlVacant", Map.of("reason", why.wireName()));
    }

    static Event controlReserved(Effect.ControlReserved reserved, Instant now) {
        return new Event(
                "controlReserved",
                Map.of(
                        "sessionId", reserved.session().value(),
                        "until", reserved.until().toString(),
                        "seconds", secondsLeft(now, reserved.until())));
    }

    static Event videoInputState(VideoSignal signal) {
        return new Event("videoInputState", VideoState.of(signal));
    }

    /** @param disclosure null when the picture does not go there */
    static Event disclosure(StreamDisclosure.Kind kind, @Nullable StreamDisclosure disclosure) {
        Map<String, Object> params = new LinkedHashMap<>();
        params.put(kind == StreamDisclosure.Kind.RECORDING ? "recording" : "relaying", disclosure != null);
        if (disclosure != null) {
            params.put("since", disclosure.since().toString());
            params.put("byNickname", disclosure.nickname());
            if (kind == StreamDisclosure.Kind.RELAY) {
                params.put("destination", disclosure.destination());
            }
        }
        return new Event(kind == StreamDisclosure.Kind.RECORDING ? "recordingState" : "relayState", params);
    }

    static Event localVersion(String version) {
        return new Event("localVersion", DeviceMethods.localVersion(version));
    }

    static Event deviceCapabilities(List<String> names) {
        return new Event("deviceCapabilities", names);
    }

    static Event usbState(UsbState state) {
        return new Event("usbState", state.wireName());
    }

    /**
     * Returns the state of an upgrade as JetKVM's clients know it. Bundles are replaced while {@code updating}; an
     * upgrade under probation is not permanent yet, and a staged one waits for the next start.
     */
    static Event otaState(UpgradeStatus status) {
        UpgradeState state = status.state();
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("updating", state == UpgradeState.INSTALLING || state == UpgradeState.ROLLING_BACK);
        params.put("appUpdatePending", state.isRunning());
        params.put("systemUpdatePending", state == UpgradeState.STAGED);
        if (!status.reason().isEmpty()) {
            params.put("error", status.reason() + ": " + status.detail());
        }
        return new Event("otaState", params);
    }

    static Event of(InputStateEvent event) {
        return switch (event) {
            case InputStateEvent.Leds(int bits) -> new Event("keyboardLedState", leds(bits));
            case InputStateEvent.Keys(KeysDown keys) -> new Event("keysDownState", keys(keys));
            case InputStateEvent.Macro(boolean running) ->
                new Event("keyboardMacroState", Map.of("State", running, "IsPaste", true));
            case InputStateEvent.MacroEndedEarly(MacroEnd reason) ->
                new Event("keyboardMacroEnded", Map.of("reason", reason.wireName()));
        };
    }

    static Event of(Effect.Notice notice) {
        return switch (notice) {
            case Effect.ControlRequested asked -> controlRequested(asked);
            case Effect.ControlDenied denied ->
                new Event(
                        "primaryControlDenied",
                        Map.of("reason", denied.cause() == Cause.REQUEST_TIMEOUT ? "timeout" : "denied"));
            case Effect.NewSessionPending pending ->
                new Event(
                        "newSessionPending",
                        Map.of(
                                "sessionId", pending.newcomer().value(),
                                "nickname", pending.nickname(),
                                "browser", pending.browser(),
                                "identity", pending.origin().user(),
                                "source", pending.origin().source(),
                                "timeoutSeconds", pending.timeout().toSeconds()));
            case Effect.NoApprover none -> new Event("noApprover", RpcResult.VOID);
            case Effect.SessionAccessDenied denied ->
                new Event(
                        "sessionAccessDenied",
                        Map.of("reason", "denied", "message", "Your request to join was denied."));
            case Effect.SessionRemovedNotice removed -> sessionRemoved(removed.cause(), removed.retryAfter());
            case Effect.OtherSessionConnected other -> new Event("otherSessionConnected", RpcResult.VOID);
            case Effect.SessionExpiring expiring ->
                new Event("sessionExpiring", Map.of("seconds", expiring.left().toSeconds()));
        };
    }

    private static Event controlRequested(Effect.ControlRequested asked) {
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("requestId", asked.requester().value());
        params.put("nickname", asked.nickname());
        params.put("timeoutSeconds", asked.timeout().toSeconds());
        Effect.Origin origin = asked.origin();
        if (origin != null) {
            params.put("identity", origin.user());
            params.put("source", origin.source());
        }
        return new Event("primaryControlRequested", params);
    }

    private static Event sessionRemoved(Cause cause, @Nullable Duration retryAfter) {
        return new Event(
                "sessionRemoved",
                retryAfter == null
                        ? Map.of("reason", cause.wireName())
                        : Map.of("reason", cause.wireName(), "retryAfterSeconds", retryAfter.toSeconds()));
    }

    private static Map<String, Object> leds(int bits) {
        return Map.of(
                "num_lock", (bits & 0x01) != 0,
                "caps_lock", (bits & 0x02) != 0,
                "scroll_lock", (bits & 0x04) != 0,
                "compose", (bits & 0x08) != 0,
                "kana", (bits & 0x10) != 0,
                "shift", (bits & 0x40) != 0);
    }

    private static Map<String, Object> keys(KeysDown keys) {
        return Map.of(
                "modifier",
                (long) keys.modifiers(),
                "keys",
                List.of(
                        (long) keys.key(0),
                        (long) keys.key(1),
                        (long) keys.key(2),
                        (long) keys.key(3),
                        (long) keys.key(4),
                        (long) keys.key(5)));
    }

    /** Returns the whole seconds left, rounded up, so that 0 means that no time is left. */
    private static long secondsLeft(Instant now, Instant until) {
        long millis = Math.max(0, Duration.between(now, until).toMillis());
        return (millis + 999) / 1000;
    }
}
