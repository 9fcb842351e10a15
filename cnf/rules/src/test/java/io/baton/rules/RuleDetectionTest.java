// SPDX-License-Identifier: Apache-2.0
package io.baton.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.baton.rules.DeclaredSetting.PageText;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** The rules find what they are for; a rule that cannot fail protects nothing. */
final class RuleDetectionTest {

    @Test
    void theRealClockIsBoundInTheActivationOnly() {
        assertEquals(0, ClockRule.offences(of(Bound.class)).size());
        assertEquals(3, ClockRule.offences(of(Unbound.class)).size());
    }

    @Test
    void aPreciousComponentKeepsItsCollaboratorsAtArmsLength() {
        assertEquals(0, PersistentComponentRule.offences(of(Patient.class)).size());
        assertEquals(2, PersistentComponentRule.offences(of(Fragile.class)).size());
    }

    @Test
    void mediaDoesNotSeeControlAndBundlesDoNotSeeEachOther() {
        assertTrue(AllowedDependencies.allowedPackages("peer.webrtc").test("io.baton.video"));
        assertFalse(AllowedDependencies.allowedPackages("peer.webrtc").test("io.baton.session"));
        assertFalse(AllowedDependencies.allowedPackages("peer.webrtc").test("io.baton.video.libav"));
        assertTrue(AllowedDependencies.allowedPackages("session.coordinator").test("io.baton.policy"));
        assertFalse(AllowedDependencies.allowedPackages("session.coordinator").test("io.baton.policy.handover"));
        assertFalse(AllowedDependencies.allowedPackages("api.media").test("io.baton.session"));
        assertTrue(AllowedDependencies.allowedPackages("api.control").test("io.baton.peer"));
    }

    @Test
    void settingWithoutLabelBoundsUnitOrOptionsIsFound() {
        Map<String, String> none = Map.of();
        PageText good = new PageText("Grace", "How long; 0 (off) or 30–600 seconds", "0", "600", none);
        assertEquals(List.of(), SettingTextRule.offences(setting("graceSeconds", "Integer", good)));
        assertEquals(
                List.of("has no label", "has no text", "has no bounds"),
                SettingTextRule.offences(
                        setting("graceSeconds", "Integer", new PageText("graceSeconds", "", "", "", none))));
        assertEquals(
                List.of("does not tell its bound 600", "does not tell its unit Seconds"),
                SettingTextRule.offences(setting(
                        "graceSeconds", "Integer", new PageText("Grace", "How long, 0–6000", "0", "600", none))));
        assertEquals(
                List.of("has no options"),
                SettingTextRule.offences(setting("codec", "String", new PageText("Codec", "Which", "", "", none))));
        assertEquals(
                List.of("has no label for auto", "has a default that is no option"),
                SettingTextRule.offences(
                        setting("codec", "String", new PageText("Codec", "Which", "", "", Map.of("auto", "")))));
        assertEquals(
                List.of(),
                SettingTextRule.offences(
                        setting("directory", "String", new PageText("Directory", "Where", "", "", none))));
    }

    private static DeclaredSetting setting(String key, String type, PageText text) {
        return new DeclaredSetting("io.baton.example", key, type, "60", "", text);
    }

    @Test
    void namingRuleFindsMetaphorsInCodeAndNotInTextOrLongerWords() {
        assertEquals(Set.of("awaitDesk", "KNOCK_COUNT", "DoorConfig"), NamingRule.offences("""
            /** A desk. */ final class DoorConfig { // a knock
                int KNOCK_COUNT = text("desk"); char c = '"';
                void awaitDesk(long timestamp, Door door, String desktop) {}
            }
            """));
    }

    @Test
    void nounPhraseIsNeitherAQuestionNorASentenceWithAColon() {
        assertTrue(NamingRule.isNounPhrase("Baton Session Coordinator"));
        assertTrue(NamingRule.isNounPhrase("Baton Bill of Materials"));
        assertFalse(NamingRule.isNounPhrase("Baton · launcher: starts and stops"));
        assertFalse(NamingRule.isNounPhrase("Who Decides?"));
        assertFalse(NamingRule.isNounPhrase("Baton who decides"));
    }

    @Test
    void wireNameThatIsNotTheConstantInSnakeCaseIsFound() {
        assertEquals(
                Map.of("B", "bb", "RATE_LIMITED", "rateLimited"),
                NamingRule.wireNamesThatDiffer(Map.of("A", "a", "B", "bb", "RATE_LIMITED", "rateLimited")));
    }

    @Test
    void numericSettingWithoutUnitIsFound() {
        assertTrue(SettingNameRule.hasUnitOrIsCount("graceSeconds", "Integer"));
        assertTrue(SettingNameRule.hasUnitOrIsCount("maxSessions", "Integer"));
        assertTrue(SettingNameRule.hasUnitOrIsCount("codec", "String"));
        assertFalse(SettingNameRule.hasUnitOrIsCount("timeout", "Integer"));
        assertFalse(SettingNameRule.hasUnitOrIsCount("interval", "Double"));
    }

    @Test
    void eachThreadWithoutANameIsFound() {
        Map<String, String> sources = Map.of(
                "Named", "a = new Thread(this::run, \"baton-a\"); b = Thread.ofPlatform().name(\"baton-b\").start(r);",
                "Half", "a = new Thread(this::run, \"baton-a\"); b = new Thread(this::run);",
                "Wrong", "Thread.ofVirtual().name(\"other\").start(this::run);",
                "Maker",
                        "static Thread of(String name, Runnable r) { return"
                                + " Thread.ofPlatform().name(name).unstarted(r); }",
                "Caller", "Maker.of(\"baton-c\", this::run);",
                "Loose", "return new Thread(work, name);",
                "Pool", "Executors.newFixedThreadPool(4); Executors.newFixedThreadPool(4, factory);");
        assertEquals(
                List.of(
                        "Half: new Thread(this::run)",
                        "Loose: new Thread(work, name)",
                        "Pool: Executors.newFixedThreadPool(4)",
                        "Wrong: Thread.ofVirtual().name(\"other\").start(this::run)"),
                ThreadNameRule.offences(sources).stream().sorted().toList());
    }

    @Test
    void loggerThatIsNotNamedAfterTheBundleIsFound() {
        Map<String, String> sources = Map.of(
                "One", "LoggerFactory.getLogger(\"hid.usb\")",
                "Two", "String NAME = \"hid.usb\"; LoggerFactory.getLogger(NAME)",
                "Three", "LoggerFactory.getLogger(One.NAME)",
                "Four", "LoggerFactory.getLogger(Four.class)");
        assertEquals(List.of("Four: Four.class"), LoggerNameRule.offences("hid.usb", sources));
    }

    private static JavaClasses of(Class<?> type) {
        return new ClassFileImporter().importClasses(type);
    }

    @Component(service = Bound.class)
    static final class Bound {
        final LongSupplier nanoTime;
        final SecureRandom random;

        @Activate
        Bound() {
            this(System::nanoTime, new SecureRandom());
        }

        Bound(LongSupplier nanoTime, SecureRandom random) {
            this.nanoTime = nanoTime;
            this.random = random;
        }
    }

    static final class Unbound {
        final long started = System.nanoTime();
        final LongSupplier clock = System::currentTimeMillis;

        double chance() {
            return Math.random();
        }
    }

    @Component(service = Patient.class)
    static final class Patient {
        @Reference(cardinality = ReferenceCardinality.OPTIONAL, policyOption = ReferencePolicyOption.GREEDY)
        @Nullable
        volatile Runnable collaborator;
    }

    @Component(service = Fragile.class)
    static final class Fragile {
        final Runnable injected;

        @Reference
        @Nullable
        Runnable collaborator;

        @Activate
        Fragile(@Reference Runnable injected) {
            this.injected = injected;
        }
    }
}
