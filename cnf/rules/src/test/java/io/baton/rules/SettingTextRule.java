// SPDX-License-Identifier: Apache-2.0
package io.baton.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A configuration page can be used without the manual: each setting has a label and a text, a number has its bounds,
 * also in the text, and its unit, and an enumeration is a select box with labels.
 */
final class SettingTextRule {

    private static final Set<String> NUMERIC = Set.of("Integer", "Long", "Double", "Float", "Short", "Byte");

    /** Texts that a user types: names, directories, addresses, lists. */
    private static final Set<String> FREE_TEXTS = Set.of(
            "directory",
            "certificateFile",
            "keyFile",
            "passwordFile",
            "url",
            "address",
            "allowedHosts",
            "allowedOrigins",
            "serverUrl",
            "tenant",
            "controllerId",
            "deviceController",
            "devicePath",
            "edid",
            "vendorId",
            "productId",
            "manufacturer",
            "product",
            "serialNumber",
            "keyboardLayout",
            "jigglerSchedule",
            "jigglerTimeZone",
            "endpointUrl",
            "interfaceName",
            "publicAddressUrl",
            "socketPath",
            "shellPath",
            "socketMode",
            "socketGroup",
            "levels",
            "userName",
            "password",
            "onPath",
            "offPath",
            "statePath",
            "onPointer",
            "voltagePointer",
            "currentPointer",
            "powerPointer",
            "caFile",
            "clientId",
            "topic",
            "commandTopic",
            "onPayload",
            "offPayload",
            "stateTopic",
            "measureTopic",
            "onlineTopic",
            "presenceTopic",
            "chip");

    /** How the text or the label names the unit that the key ends with. */
    private static final Map<String, String> UNITS = Map.ofEntries(
            Map.entry("BitsPerSecond", "bits? per second|bit/s"),
            Map.entry("PerSecond", "per second"),
            Map.entry("PerMinute", "per minute"),
            Map.entry("Seconds", "seconds?|\\(s\\)"),
            Map.entry("Millis", "milliseconds?|\\(ms\\)"),
            Map.entry("Minutes", "minutes?"),
            Map.entry("Hours", "hours?"),
            Map.entry("MiB", "MiB"),
            Map.entry("KiB", "KiB"),
            Map.entry("Pixels", "pixels?"),
            Map.entry("Percent", "percent|%"));

    private SettingTextRule() {}

    /** Returns what a page with this setting lacks; empty for nothing. */
    static List<String> offences(DeclaredSetting setting) {
        List<String> offences = new ArrayList<>();
        DeclaredSetting.PageText text = setting.text();
        if (text.name().isBlank() || text.name().equals(setting.key())) {
            offences.add("has no label");
        }
        if (text.description().isBlank()) {
            offences.add("has no text");
        }
        if (NUMERIC.contains(setting.type())) {
            numeric(setting, offences);
        } else if (setting.type().equals("String") && !FREE_TEXTS.contains(setting.key())) {
            enumerated(setting, offences);
        }
        return offences;
    }

    private static void numeric(DeclaredSetting setting, List<String> offences) {
        DeclaredSetting.PageText text = setting.text();
        if (text.min().isEmpty() || text.max().isEmpty()) {
            offences.add("has no bounds");
            return;
        }
        for (String bound : List.of(text.min(), text.max())) {
            if (!Pattern.compile("(?<![\\d.])" + Pattern.quote(bound) + "(?!\\d)")
                    .matcher(text.description())
                    .find()) {
                offences.add("does not tell its bound " + bound);
            }
        }
        UNITS.entrySet().stream()
                .filter(unit -> setting.key().endsWith(unit.getKey()))
                .max(Comparator.comparingInt(unit -> unit.getKey().length()))
                .filter(unit -> !Pattern.compile("(?i)" + unit.getValue())
                        .matcher(text.name() + " " + text.description())
                        .find())
                .ifPresent(unit -> offences.add("does not tell its unit " + unit.getKey()));
    }

    private static void enumerated(DeclaredSetting setting, List<String> offences) {
        Map<String, String> options = setting.text().options();
        if (options.isEmpty()) {
            offences.add("has no options");
            return;
        }
        options.forEach((value, label) -> {
            if (label.isBlank()) {
                offences.add("has no label for " + value);
            }
        });
        if (!options.containsKey(setting.initial())) {
            offences.add("has a default that is no option");
        }
    }
}
