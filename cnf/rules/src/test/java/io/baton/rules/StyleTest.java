// SPDX-License-Identifier: Apache-2.0
package io.baton.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import io.baton.session.Cause;
import io.baton.session.Mode;
import io.baton.session.Reason;
import io.baton.session.Role;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The style rules that a program can check. */
final class StyleTest {
    private static final String SPDX = "SPDX-License-Identifier: Apache-2.0";
    private static final Pattern UNFINISHED = Pattern.compile("\\b(TODO|FIXME|XXX)\\b|@author\\b");
    private static final Pattern SLEEP = Pattern.compile("Thread\\.sleep|TimeUnit\\.[A-Z]+\\.sleep");

    /** Wire names that are JetKVM's and differ from the constant. */
    private static final Set<String> JETKVM_WIRE_NAMES = Set.of("timeout");

    static Stream<String> modules() {
        return Workspace.modules().stream();
    }

    /** What runs on the device. */
    static Stream<String> shipped() {
        return Stream.concat(deployed().map(bundle -> "bundles/" + bundle), Stream.of("runtime/launcher"));
    }

    private static Map<String, String> sources(String directory) {
        return Workspace.sources(Workspace.ROOT.resolve(directory), ".java").stream()
                .collect(Collectors.toMap(
                        file -> String.valueOf(file.getFileName()).replace(".java", ""),
                        Workspace::read,
                        String::concat));
    }

    static Stream<String> bundles() {
        return Workspace.bundles().stream();
    }

    static Stream<String> deployed() {
        return bundles().filter(bundle -> !bundle.equals(AllowedDependencies.TESTKIT));
    }

    @Test
    void everySourceNamesItsLicenceFirst() {
        List<Path> sources = Workspace.sources(
                Workspace.ROOT, ".java", ".ts", ".tsx", ".mjs", ".css", ".go", ".py", ".sh", "pom.xml", ".properties");
        assertTrue(sources.size() > 50, "found " + sources.size());
        assertEquals(
                List.of(),
                sources.stream()
                        .filter(file -> Workspace.read(file).lines().limit(3).noneMatch(line -> line.contains(SPDX)))
                        .toList());
    }

    @Test
    void nothingIsLeftUnfinished() {
        assertEquals(
                List.of(),
                modules()
                        .flatMap(module ->
                                Workspace.sources(Workspace.ROOT.resolve(module), ".java", ".ts", ".tsx", ".go", ".py")
                                        .stream())
                        .filter(file -> !file.endsWith("StyleTest.java"))
                        .filter(file -> UNFINISHED.matcher(Workspace.read(file)).find())
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("modules")
    void everyPackageSaysWhatItIsAndIsNullMarked(String module) {
        Path main = Workspace.ROOT.resolve(module).resolve("src/main/java");
        List<Path> packages = Workspace.sources(main, ".java").stream()
                .map(file -> file.resolveSibling("package-info.java"))
                .distinct()
                .toList();
        for (Path info : packages) {
            assertTrue(Files.exists(info), info + " is missing");
            String text = Workspace.read(info);
            assertTrue(text.contains("/**") && text.contains("@NullMarked"), info.toString());
        }
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void everyBundleAnswersAQuestion(String bundle) {
        Path readme = Workspace.bundle(bundle).resolve("README.md");
        assertTrue(Files.exists(readme), readme + " is missing");
        String text = Workspace.read(readme);
        assertTrue(firstParagraph(text).contains("?"), readme + " starts with the question the bundle answers");
        assertTrue(
                text.toLowerCase(java.util.Locale.ROOT).contains("other solutions"),
                readme + " ends with other solutions");
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void aBundleWithABndFileSaysWhy(String bundle) {
        Path bnd = Workspace.bundle(bundle).resolve("bnd.bnd");
        if (Files.exists(bnd)) {
            assertTrue(Workspace.read(bnd).startsWith("# "), bnd.toString());
        }
    }

    @ParameterizedTest
    @MethodSource("modules")
    void namesAreTermsOfTheField(String module) {
        Set<String> offences = new TreeSet<>();
        Workspace.sources(Workspace.ROOT.resolve(module), ".java")
                .forEach(file -> offences.addAll(NamingRule.offences(Workspace.read(file))));
        assertEquals(Set.of(), offences);
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void bundleNameIsANounPhraseAndTheDescriptionSaysTheRest(String bundle) {
        String name = String.valueOf(Workspace.manifest(bundle).getValue("Bundle-Name"));
        assertTrue(NamingRule.isNounPhrase(name), name);
    }

    /** A build without the checks is as green as one with them. */
    @Test
    void javaIsCompiledWithItsChecks() {
        String pom = Workspace.read(Workspace.ROOT.resolve("pom.xml"));
        for (String part : List.of(
                "<arg>-Werror</arg>",
                "<arg>${error.prone}</arg>",
                "<error.prone>-Xplugin:ErrorProne ",
                "-Xep:NullAway:ERROR")) {
            assertTrue(pom.contains(part), part);
        }
    }

    @Test
    void moduleNamesAreNounPhrases() {
        Pattern named = Pattern.compile("<name>(Baton[^<]*)</name>");
        List<Path> poms = Workspace.sources(Workspace.ROOT, "pom.xml");
        assertTrue(poms.size() > 20, poms.toString());
        assertEquals(
                List.of(),
                poms.stream()
                        .filter(pom -> named.matcher(Workspace.read(pom))
                                .results()
                                .noneMatch(name -> NamingRule.isNounPhrase(name.group(1))))
                        .toList());
    }

    @Test
    void settingsHaveUnitsInTheirNames() {
        List<DeclaredSetting> settings = DeclaredSetting.all();
        assertTrue(settings.size() > 10, settings.toString());
        assertEquals(
                List.of(),
                settings.stream()
                        .filter(setting -> !SettingNameRule.hasUnitOrIsCount(setting.key(), setting.type()))
                        .map(DeclaredSetting::key)
                        .toList());
    }

    @Test
    void settingsAreReadableOnAConfigurationPage() {
        assertEquals(
                List.of(),
                DeclaredSetting.all().stream()
                        .flatMap(setting -> SettingTextRule.offences(setting).stream()
                                .map(offence -> setting.pid() + " " + setting.key() + " " + offence))
                        .toList());
    }

    @Test
    void wireNamesAreTheConstantsInSnakeCase() {
        Map<String, String> wireNames = new TreeMap<>();
        Stream.of(Reason.values()).forEach(reason -> wireNames.put(reason.name(), reason.wireName()));
        Stream.of(Cause.values()).forEach(cause -> wireNames.put(cause.name(), cause.wireName()));
        Stream.of(Mode.values()).forEach(mode -> wireNames.put(mode.name(), mode.wireName()));
        Stream.of(Role.values()).forEach(role -> wireNames.put(role.name(), role.wireName()));
        assertTrue(wireNames.values().stream().allMatch(NamingRule::isSnakeCase), wireNames.toString());
        wireNames.values().removeAll(JETKVM_WIRE_NAMES);
        assertEquals(Map.of(), NamingRule.wireNamesThatDiffer(wireNames));
    }

    @ParameterizedTest
    @MethodSource("deployed")
    void loggersAreNamedAfterTheBundle(String bundle) {
        Map<String, String> sources = sources("bundles/" + bundle + "/src/main/java");
        assertEquals(List.of(), LoggerNameRule.offences(bundle, sources));
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void classesAreFinal(String bundle) {
        assertEquals(
                List.of(),
                Workspace.classes(bundle).stream()
                        .filter(type -> !type.isInterface() && !type.isAnonymousClass() && !type.isEnum())
                        .filter(type -> !type.getModifiers().contains(JavaModifier.SYNTHETIC))
                        .filter(type -> !type.getModifiers().contains(JavaModifier.FINAL))
                        .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
                        .map(JavaClass::getName)
                        .filter(name -> !name.endsWith("package-info"))
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void nothingStaticChanges(String bundle) {
        assertEquals(
                List.of(),
                Workspace.classes(bundle).stream()
                        .flatMap(type -> type.getFields().stream())
                        .filter(field -> field.getModifiers().contains(JavaModifier.STATIC))
                        .filter(field -> !field.getModifiers().contains(JavaModifier.FINAL))
                        .map(JavaField::getFullName)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("deployed")
    void timeAndRandomnessComeFromOutside(String bundle) {
        assertEquals(List.of(), ClockRule.offences(Workspace.classes(bundle)));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void testsDoNotSleep(String module) {
        boolean all = Set.of("bundles/testkit", "runtime/harness").contains(module);
        assertEquals(
                List.of(),
                sources(module + (all ? "/src" : "/src/test/java")).entrySet().stream()
                        .filter(file -> SLEEP.matcher(file.getValue()).find())
                        .map(Map.Entry::getKey)
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void eachThreadHasAName(String module) {
        assertEquals(List.of(), ThreadNameRule.offences(sources(module + "/src/main/java")));
    }

    @ParameterizedTest
    @MethodSource("deployed")
    void preciousComponentsAreNeverRebuiltByASwap(String bundle) {
        if (PersistentComponentRule.appliesTo(bundle)) {
            JavaClasses classes = Workspace.classes(bundle);
            assertEquals(List.of(), PersistentComponentRule.offences(classes));
        }
    }

    private static String firstParagraph(String markdown) {
        return markdown.lines().filter(line -> !line.isBlank()).limit(3).reduce("", (one, other) -> one + " " + other);
    }
}
