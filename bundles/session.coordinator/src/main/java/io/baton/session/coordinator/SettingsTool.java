// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import io.baton.session.Setting;
import io.baton.session.Settings;
import io.baton.session.SettingsCheck;
import io.baton.session.SettingsCheck.Given;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.spi.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * The command {@code config}: lists every session setting with its value, its source, its range and what it depends on,
 * and everything that is wrong with the set. Found by the launcher as a {@link ToolProvider} and run without a
 * framework; the launcher adds the configured values as {@code name=value}.
 *
 * <p>Threading. The caller's thread.
 *
 * <p>Errors. The exit code says: 0 the device starts with these settings, 1 it does not, 2 the command line was not
 * understood.
 */
public final class SettingsTool implements ToolProvider {

    private static final int SUCCESS = 0;
    private static final int INVALID = 1;
    private static final int USAGE = 2;

    private static final String HELP = """
            Usage: baton config check [--config DIR] [--data DIR] [--profile appliance|demo]
            Lists every session setting: value, source, range, and the timeouts it has to be longer or shorter than.
            Sources are the shipped configuration, the administrator's file in the directory of --config over it, the
            operator's file in configs of the directory of --data over both, and the environment.
            The device may run meanwhile.
            Exit codes:
              0  the set is valid
              1  it is not; what is wrong is listed
              2  the command line was not understood, or a file cannot be read
            """;

    /** The waits for an absent handler: the peer service, which keeps them, sees no settings. */
    private static final List<String> FIXED_WAITS = List.of(
            fixed("input", Setting.INPUT_WAIT, "keys are released then"),
            fixed("rpc", Setting.HANDLER, "a call is answered then"));

    private final Supplier<Map<String, String>> environment;

    /** Called by the tool launcher. */
    public SettingsTool() {
        this(System::getenv);
    }

    SettingsTool(Supplier<Map<String, String>> environment) {
        this.environment = environment;
    }

    @Override
    public String name() {
        return "config";
    }

    @Override
    public int run(PrintWriter out, PrintWriter err, String... arguments) {
        List<String> given = Arrays.asList(arguments);
        if (given.contains("--help") || given.contains("-h")) {
            out.print(HELP);
            return SUCCESS;
        }
        if (given.isEmpty() || !given.getFirst().equals("check")) {
            err.println("config has one command, check");
            err.print(HELP);
            return USAGE;
        }
        Map<String, Object> configured = new TreeMap<>();
        for (String argument : given.subList(1, given.size())) {
            int equals = argument.indexOf('=');
            if (equals <= 0) {
                err.println("not understood: " + argument);
                err.print(HELP);
                return USAGE;
            }
            configured.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        return check(out, SettingsSources.stored(configured));
    }

    private int check(PrintWriter out, Map<String, Object> stored) {
        Map<String, Object> raised = SettingsSources.raised(stored);
        Map<String, Given> all = SettingsSources.over(
                SettingsSources.from(raised, SettingsSources.CONFIGURATION), SettingsSources.from(environment.get()));
        SettingsCheck.Finding finding = SettingsCheck.check(all);
        out.printf("%-28s %-12s %-36s %-28s %s%n", "setting", "value", "source", "range", "neighbours");
        for (Setting setting : Setting.values()) {
            Given given = all.get(setting.wireName());
            out.printf(
                    "%-28s %-12s %-36s %-28s %s%n",
                    setting.wireName(),
                    shown(finding.settings().orElse(Settings.DEFAULTS), setting, given),
                    given == null ? "default" : given.source(),
                    setting.range(),
                    String.join("; ", SettingsCheck.neighbours(setting)));
        }
        FIXED_WAITS.forEach(out::println);
        raised.forEach((name, value) -> {
            if (!value.equals(stored.get(name))) {
                out.println("raised: " + name + " " + stored.getOrDefault(name, "default") + " → " + value);
            }
        });
        finding.warnings().forEach(warning -> out.println("warning: " + warning));
        finding.violations().forEach(violation -> out.println("invalid: " + violation));
        return finding.settings().isPresent() ? SUCCESS : INVALID;
    }

    private static String fixed(String channel, Setting same, String reason) {
        return "fixed: messages of " + channel + " channels wait " + same.defaultValue()
                + " ms for their handler, the default of " + same.wireName() + ": " + reason;
    }

    private static Object shown(Settings settings, Setting setting, @Nullable Given given) {
        return given == null ? setting.written(settings.get(setting)) : given.value();
    }
}
