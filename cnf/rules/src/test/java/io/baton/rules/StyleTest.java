// SPDX-License-Identifier: Apache-2.0
package io.baton.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of the house that a program can check. */
final class StyleTest {
    private static final String SPDX = "SPDX-License-Identifier: Apache-2.0";
    private static final Pattern NAMES_NOTHING = Pattern.compile(".*(Impl|Manager|Utils?|Helper)");
    private static final Pattern UNFINISHED = Pattern.compile("\\b(TODO|FIXME|XXX)\\b|@author\\b");
    private static final Pattern SLEEP = Pattern.compile("Thread\\.sleep|TimeUnit\\.[A-Z]+\\.sleep");

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
                Workspace.sources(Workspace.ROOT.resolve("bundles"), ".java", ".ts").stream()
                        .filter(file -> UNFINISHED.matcher(Workspace.read(file)).find())
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void everyPackageSaysWhatItIsAndIsNullMarked(String bundle) {
        Path main = Workspace.bundle(bundle).resolve("src/main/java");
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
    @MethodSource("bundles")
    void namesSayWhatAThingDoes(String bundle) {
        assertEquals(
                List.of(),
                Workspace.classes(bundle).stream()
                        .map(JavaClass::getSimpleName)
                        .filter(name -> NAMES_NOTHING.matcher(name).matches())
                        .toList());
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
    @MethodSource("bundles")
    void testsDoNotSleep(String bundle) {
        List<Path> tests = Stream.of("src/test/java", "src/main/java")
                .filter(root -> root.contains("test") || bundle.equals(AllowedDependencies.TESTKIT))
                .flatMap(root -> Workspace.sources(Workspace.bundle(bundle).resolve(root), ".java").stream())
                .toList();
        assertEquals(
                List.of(),
                tests.stream()
                        .filter(file -> SLEEP.matcher(Workspace.read(file)).find())
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("deployed")
    void threadsHaveNames(String bundle) {
        Set<String> makers = Set.of("new Thread(", "Thread.ofPlatform()", "Thread.ofVirtual()");
        List<String> sources = Workspace.sources(Workspace.bundle(bundle).resolve("src/main/java"), ".java").stream()
                .map(Workspace::read)
                .toList();
        boolean makesThreads = sources.stream().anyMatch(text -> makers.stream().anyMatch(text::contains));
        boolean namesThem = sources.stream().anyMatch(text -> text.contains("\"baton-"));
        assertTrue(!makesThreads || namesThem, bundle + " makes threads without a baton-<role> name");
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
