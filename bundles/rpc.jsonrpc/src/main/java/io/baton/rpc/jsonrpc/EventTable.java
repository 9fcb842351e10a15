// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import static io.baton.rpc.Param.flag;
import static io.baton.rpc.Param.list;
import static io.baton.rpc.Param.number;
import static io.baton.rpc.Param.object;
import static io.baton.rpc.Param.text;
import static java.util.Map.entry;

import io.baton.rpc.MethodTable;
import io.baton.rpc.Schema;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Every event this version sends, with its parameters and its recipients, as docs/wire.md lists them. */
public final class EventTable {

    private static final Map<String, Event> EVENTS = Map.ofEntries(
            entry(
                    "sessionsUpdated",
                    new Event(
                            To.ALL,
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
            entry("videoInputState", new Event(To.ADMITTED, resultOf("getVideoState"))),
            entry(
                    "otaState",
                    new Event(
                            To.ADMINISTRATORS,
                            Schema.object(
                                    flag("updating"),
                                    flag("appUpdatePending"),
                                    flag("systemUpdatePending"),
                                    text("error").optional()))),
            entry(
                    "recordingState",
                    new Event(
                            To.ALL,
                            Schema.object(
                                    flag("recording"),
                                    text("since").optional(),
                                    text("byNickname").optional()))),
            entry(
                    "relayState",
                    new Event(
                            To.ALL,
                            Schema.object(
                                    flag("relaying"),
                                    text("since").optional(),
                                    text("byNickname").optional(),
                                    text("destination").optional()))),
            entry(
                    "virtualMediaState",
                    new Event(
                            To.ADMITTED,
                            Schema.object(
                                    flag("available"),
                                    flag("mounted"),
                                    text("source").optional(),
                                    text("mode").optional(),
                                    text("filename").optional(),
                                    text("url").optional(),
                                    number("size").optional(),
                                    flag("readOnly").optional(),
                                    text("since").optional(),
                                    text("byNickname").optional()))),
            entry("networkState", new Event(To.ADMINISTRATORS, resultOf("getNetworkState"))),
            entry(
                    "networkSettingsPending",
                    new Event(
                            To.ADMINISTRATORS,
                            Schema.object(
                                    flag("pending"),
                                    number("secondsLeft").optional(),
                                    text("byNickname").optional()))),
            entry("localVersion", new Event(To.ALL, resultOf("getLocalVersion"))),
            entry("deviceCapabilities", new Event(To.ALL, resultOf("getDeviceCapabilities"))),
            entry(
                    "serialState",
                    new Event(
                            To.ADMITTED,
                            Schema.object(
                                    flag("enabled"),
                                    flag("open"),
                                    text("device"),
                                    text("fault").optional()))),
            entry("terminalState", new Event(To.ADMITTED, Schema.object(flag("available")))),
            entry("usbState", new Event(To.ADMITTED, Schema.TEXT)),
            entry("atxState", new Event(To.ADMITTED, resultOf("getATXState"))),
            entry("dcState", new Event(To.ADMITTED, resultOf("getDCPowerState"))),
            entry("powerStatus", new Event(To.ADMITTED, resultOf("getPowerStatus"))),
            entry("keyboardLedState", new Event(To.WITHOUT_HID_RPC, resultOf("getKeyboardLedState"))),
            entry("keysDownState", new Event(To.WITHOUT_HID_RPC, resultOf("getKeysDownState"))),
            entry("keyboardMacroState", new Event(To.WITHOUT_HID_RPC, Schema.object(flag("State"), flag("IsPaste")))),
            entry("keyboardMacroEnded", new Event(To.ITSELF, Schema.object(text("reason")))));

    private EventTable() {}

    /** The recipients of an event. */
    public enum To {
        /** Every session, pending included, each in its own view. */
        ALL,
        /** The session it is about. */
        ITSELF,
        /** The primary. */
        PRIMARY,
        /** The primary and every administrator. */
        APPROVERS,
        /** Every admitted session. */
        ADMITTED,
        /** Every admitted administrator. */
        ADMINISTRATORS,
        /** Every admitted session that does not speak HID-RPC. */
        WITHOUT_HID_RPC
    }

    /**
     * An event.
     *
     * @param to the recipients
     * @param params the parameters
     */
    public record Event(To to, Schema params) {}

    /** Returns an event; empty when there is none of this name. */
    public static Optional<Event> event(String name) {
        return Optional.ofNullable(EVENTS.get(name));
    }

    /** Returns all events by name. */
    public static Map<String, Event> all() {
        return new TreeMap<>(EVENTS);
    }

    /** An event that says what a method answers has the method's schema. */
    private static Schema resultOf(String method) {
        return MethodTable.method(method).orElseThrow().result();
    }
}
