// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc;

import static io.baton.rpc.Param.flag;
import static io.baton.rpc.Param.list;
import static io.baton.rpc.Param.number;
import static io.baton.rpc.Param.object;
import static io.baton.rpc.Param.text;
import static java.util.Map.entry;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Every event this version sends, what comes with it and who is told. */
public final class EventTable {

    private static final Schema KEYS = Schema.object(number("modifier"), list("keys"));

    private static final Map<String, Event> EVENTS = Map.ofEntries(
            entry(
                    "sessionsUpdated",
                    new Event(
                            To.EVERYBODY,
                            Schema.object(
                                    number("revision"),
                                    number("epoch").optional(),
                                    text("yourId"),
                                    text("yourMode"),
                                    text("yourRole"),
                                    number("maxSessions"),
                                    object("control"),
                                    object("settings"),
                                    list("sessions")))),
            entry("modeChanged", new Event(To.ITSELF, Schema.object(text("mode"), text("reason")))),
            entry(
                    "primaryControlRequested",
                    new Event(
                            To.PRIMARY,
                            Schema.object(
                                    text("requestId"),
                                    text("nickname"),
                                    number("timeoutSeconds"),
                                    text("identity").optional(),
                                    text("source").optional()))),
            entry("primaryControlDenied", new Event(To.ITSELF, Schema.object(text("reason")))),
            entry(
                    "newSessionPending",
                    new Event(
                            To.APPROVERS,
                            Schema.object(
                                    text("sessionId"),
                                    text("nickname"),
                                    text("browser"),
                                    text("identity"),
                                    text("source"),
                                    number("timeoutSeconds")))),
            entry("noApprover", new Event(To.ITSELF, Schema.NOTHING)),
            entry("sessionAccessDenied", new Event(To.ITSELF, Schema.object(text("message"), text("reason")))),
            entry(
                    "sessionRemoved",
                    new Event(
                            To.ITSELF,
                            Schema.object(
                                    text("reason"),
                                    text("message").optional(),
                                    number("retryAfterSeconds").optional()))),
            entry("sessionExpiring", new Event(To.ITSELF, Schema.object(number("seconds")))),
            entry("otherSessionConnected", new Event(To.ITSELF, Schema.NOTHING)),
            entry("controlVacant", new Event(To.ADMITTED, Schema.object(text("reason")))),
            entry(
                    "controlReserved",
                    new Event(
                            To.ADMITTED,
                            Schema.object(
                                    text("sessionId"),
                                    text("until"),
                                    number("seconds").optional()))),
            entry("videoInputState", new Event(To.ADMITTED, MethodTable.VIDEO)),
            entry("usbState", new Event(To.ADMITTED, Schema.TEXT)),
            entry("keyboardLedState", new Event(To.WITHOUT_HID_RPC, MethodTable.LEDS)),
            entry("keysDownState", new Event(To.WITHOUT_HID_RPC, KEYS)),
            entry("keyboardMacroState", new Event(To.WITHOUT_HID_RPC, Schema.object(flag("State"), flag("IsPaste")))));

    private EventTable() {}

    /** Who is told. */
    public enum To {
        /** Every session, pending included, each in its own view. */
        EVERYBODY,
        /** The session it is about. */
        ITSELF,
        /** Who has control. */
        PRIMARY,
        /** Who has control, and every administrator. */
        APPROVERS,
        /** Every admitted session. */
        ADMITTED,
        /** Every admitted session that does not speak HID-RPC. */
        WITHOUT_HID_RPC
    }

    /**
     * An event.
     *
     * @param to who is told
     * @param params what comes with it
     */
    public record Event(To to, Schema params) {}

    /** An event; empty when there is none of this name. */
    public static Optional<Event> event(String name) {
        return Optional.ofNullable(EVENTS.get(name));
    }

    /** All events by name. */
    public static Map<String, Event> all() {
        return new TreeMap<>(EVENTS);
    }
}
