// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import io.baton.session.SettingsCheck;
import io.baton.session.SettingsCheck.Given;
import io.baton.session.Violation;
import java.util.Arrays;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.felix.webconsole.spi.ConfigurationHandler;
import org.apache.felix.webconsole.spi.ValidationException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.service.metatype.ObjectClassDefinition;

/**
 * Refuses a configuration of Baton that its bundle would not take, before the Web Console stores it. The session
 * settings are checked together, all others one by one by their metatype.
 *
 * <p>Threading. The threads of the console's requests.
 */
@Component
public final class SettingValidation implements ConfigurationHandler {

    /** The first line of what is wrong. Each line after it is the id of a setting, a colon and the text. */
    static final String NOT_STORED = "Not stored.";

    private static final String SESSIONS = "io.baton.session.coordinator";
    private static final String SETTING_NAME = "\\w+";
    private static final int MAX_SHOWN = 60;

    private final BundleContext context;
    private final MetaTypeService metatypes;

    @Activate
    public SettingValidation(BundleContext context, @Reference MetaTypeService metatypes) {
        this.context = context;
        this.metatypes = metatypes;
    }

    @Override
    public void createConfiguration(String pid) {
        // an empty configuration has only defaults
    }

    @Override
    public void createFactoryConfiguration(String factoryPid, @Nullable String pid) {
        // Baton has none
    }

    @Override
    public void deleteConfiguration(@Nullable String factoryPid, String pid) {
        // the defaults are in force then
    }

    @Override
    public void updateConfiguration(@Nullable String factoryPid, String pid, Dictionary<String, Object> properties)
            throws ValidationException {
        Map<String, Object> values = new HashMap<>();
        Collections.list(properties.keys()).forEach(name -> values.put(name, properties.get(name)));
        List<String> problems = pid.equals(SESSIONS)
                ? sessions(values)
                : definition(pid).map(found -> single(found, values)).orElse(List.of());
        if (!problems.isEmpty()) {
            throw new ValidationException(NOT_STORED + "\n" + String.join("\n", problems));
        }
    }

    /** Returns what is wrong with a set of session settings. */
    static List<String> sessions(Map<String, Object> values) {
        Map<String, Given> given = values.entrySet().stream()
                .filter(value -> value.getKey().matches(SETTING_NAME))
                .collect(Collectors.toMap(Map.Entry::getKey, value -> new Given(value.getValue(), "this page")));
        return SettingsCheck.check(given).violations().stream()
                .map(SettingValidation::text)
                .toList();
    }

    private static String text(Violation violation) {
        return "%s: %s = %s: %s; allowed: %s."
                .formatted(
                        violation.field(),
                        violation.field(),
                        shown(violation.value()),
                        violation.reason(),
                        violation.allowed());
    }

    /** Returns what is wrong with values, one by one: numbers outside their bounds and what is no option. */
    static List<String> single(ObjectClassDefinition definition, Map<String, Object> values) {
        return Arrays.stream(definition.getAttributeDefinitions(ObjectClassDefinition.ALL))
                .filter(attribute -> isChecked(attribute) && values.containsKey(attribute.getID()))
                .filter(attribute -> {
                    String verdict = attribute.validate(String.valueOf(values.get(attribute.getID())));
                    return verdict != null && !verdict.isEmpty();
                })
                .map(attribute -> "%s: %s = %s is not allowed. %s"
                        .formatted(
                                attribute.getID(),
                                attribute.getName(),
                                shown(String.valueOf(values.get(attribute.getID()))),
                                attribute.getDescription()))
                .toList();
    }

    private static boolean isChecked(AttributeDefinition attribute) {
        boolean text = attribute.getType() == AttributeDefinition.STRING;
        return attribute.getCardinality() == 0 && (!text || attribute.getOptionValues() != null);
    }

    /** Returns a value as a text that is no markup: the console shows the message as HTML. */
    private static String shown(String value) {
        String plain = value.replaceAll("[<>&\"'\\p{Cntrl}]", "?");
        return plain.substring(0, Math.min(MAX_SHOWN, plain.length()));
    }

    private Optional<ObjectClassDefinition> definition(String pid) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getSymbolicName() != null
                        && bundle.getSymbolicName().startsWith(SwapMonitor.OWN))
                .map(metatypes::getMetaTypeInformation)
                .filter(Objects::nonNull)
                .filter(found -> has(found, pid))
                .map(found -> found.getObjectClassDefinition(pid, null))
                .findFirst();
    }

    private static boolean has(MetaTypeInformation information, String pid) {
        String[] pids = information.getPids();
        return pids != null && Arrays.asList(pids).contains(pid);
    }
}
