// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.ObjectClassDefinition;

/** What the Web Console does not store. */
final class SettingValidationTest {

    /** A number from 5 to 3600, a choice of "auto" and "off", and a free text. */
    private static final ObjectClassDefinition DEFINITION = new ObjectClassDefinition() {
        @Override
        public String getName() {
            return "Example";
        }

        @Override
        public String getID() {
            return "example";
        }

        @Override
        public String getDescription() {
            return "";
        }

        @Override
        public AttributeDefinition[] getAttributeDefinitions(int filter) {
            return new AttributeDefinition[] {
                new Attribute("probationSeconds", AttributeDefinition.INTEGER, null),
                new Attribute("mode", AttributeDefinition.STRING, new String[] {"auto", "off"}),
                new Attribute("directory", AttributeDefinition.STRING, null)
            };
        }

        @Override
        public @Nullable InputStream getIcon(int size) {
            return null;
        }
    };

    private record Attribute(String id, int type, String @Nullable [] options) implements AttributeDefinition {

        @Override
        public String getName() {
            return "Name of " + id;
        }

        @Override
        public String getID() {
            return id;
        }

        @Override
        public String getDescription() {
            return "Text of " + id + ".";
        }

        @Override
        public int getCardinality() {
            return 0;
        }

        @Override
        public int getType() {
            return type;
        }

        @Override
        public String @Nullable [] getOptionValues() {
            return options;
        }

        @Override
        public String @Nullable [] getOptionLabels() {
            return options;
        }

        @Override
        public String validate(String value) {
            if (options != null) {
                return List.of(options).contains(value) ? "" : "no option";
            }
            return value.matches("[1-9]\\d?") ? "" : "out of range";
        }

        @Override
        public String @Nullable [] getDefaultValue() {
            return null;
        }
    }

    @Test
    void valuesThatFitAreStored() {
        assertEquals(
                List.of(),
                SettingValidation.single(
                        DEFINITION, Map.of("probationSeconds", 60, "mode", "auto", "directory", "not a number")));
        assertEquals(List.of(), SettingValidation.single(DEFINITION, Map.of("service.pid", "example")));
    }

    @Test
    void eachValueThatDoesNotFitIsNamedWithWhatIsAllowed() {
        assertEquals(
                List.of(
                        "probationSeconds: Name of probationSeconds = 0 is not allowed. Text of probationSeconds.",
                        "mode: Name of mode = ?b?x?/b? is not allowed. Text of mode."),
                SettingValidation.single(DEFINITION, Map.of("probationSeconds", 0, "mode", "<b>x</b>")));
    }

    @Test
    void sessionSettingsAreCheckedTogether() {
        Map<String, Object> good = Map.of("maxSessions", 20, "service.pid", "io.baton.session.coordinator");
        assertEquals(List.of(), SettingValidation.sessions(good));
        List<String> problems = SettingValidation.sessions(
                Map.of("maxSessions", 0, "consentCheckMillis", 9_000, "linkLostMillis", 2_000));
        assertTrue(problems.size() >= 2, problems.toString());
        assertTrue(
                problems.stream().anyMatch(problem -> problem.startsWith("maxSessions: maxSessions = 0 ")),
                problems.toString());
        assertFalse(problems.toString().contains("<"), problems.toString());
    }
}
