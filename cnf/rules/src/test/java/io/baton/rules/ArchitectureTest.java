// SPDX-License-Identifier: Apache-2.0
package io.baton.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Dependencies between bundles and on libraries. */
final class ArchitectureTest {

    /** The bundles that call the system and name device nodes: each owns a device, or the socket of all viewers. */
    private static final Set<String> NATIVE = Set.of(
            "usb.gadget", "video.libav", "peer.webrtc", "serial.tty", "terminal.pty", "power.gpio", "power.jetkvm");

    private static final Set<String> NATIVE_WITH_SHARED =
            Stream.concat(NATIVE.stream(), Stream.of("shared")).collect(Collectors.toUnmodifiableSet());

    /** Third-party packages, and the bundles that may use them. */
    private static final Map<String, Set<String>> RESERVED = Map.of(
            "org.eclipse.jetty.", Set.of("signalling.websocket", "tls.jetty"),
            "jakarta.servlet.",
                    Set.of(
                            "signalling.websocket",
                            "tls.jetty",
                            "web.ui",
                            "console.felix",
                            "auth.local",
                            "upgrade.signed",
                            "recording.mp4",
                            "media.gadget",
                            "wol.udp",
                            "settings.jetkvm",
                            "health.felix"),
            "com.fasterxml.jackson.",
                    Set.of(
                            "shared",
                            "signalling.websocket",
                            "rpc.jsonrpc",
                            "input.hidrpc",
                            "audit.journal",
                            "auth.local",
                            "upgrade.signed",
                            "fleet.hawkbit",
                            "settings.jetkvm",
                            "health.felix"),
            "org.bouncycastle.", Set.of("peer.webrtc", "tls.jetty", "auth.local", "upgrade.signed"),
            "ch.qos.logback.", Set.of("log.logback"),
            "io.prometheus.", Set.of("health.felix"),
            "org.bytedeco.", Set.of("video.libav"),
            "java.lang.foreign.", NATIVE_WITH_SHARED,
            // the system calls are the same native access, wherever their classes are copied from
            "io.baton.shared.linux.", NATIVE_WITH_SHARED,
            "io.baton.shared.terminal.", NATIVE_WITH_SHARED);

    /** Tests that want a real collaborator: a screen worth encoding, rules worth replaying. */
    private static final Map<String, String> TESTED_WITH = Map.of(
            "video.libav",
            "target.virtual",
            "audit.journal",
            "policy.handover",
            "session.coordinator",
            "policy.handover");

    static Stream<String> bundles() {
        return Workspace.bundles().stream();
    }

    static Stream<String> deployed() {
        return bundles().filter(bundle -> !bundle.equals(AllowedDependencies.TESTKIT));
    }

    static Stream<String> apis() {
        return bundles().filter(AllowedDependencies::isApi);
    }

    @Test
    void theRulesReadSomething() {
        assertFalse(
                Workspace.classes(AllowedDependencies.MEDIA_API).isEmpty(), "api.media must be built before its rules");
        assertFalse(
                Workspace.packages(AllowedDependencies.CONTROL_API).isEmpty(),
                "api.control must be built before its rules");
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void bundlesSeeOnlyTheApisTheyMay(String bundle) {
        Predicate<String> allowed = AllowedDependencies.allowedPackages(bundle);
        assertNone(targets(Workspace.classes(bundle), name -> name.startsWith("io.baton."), allowed));
    }

    /** Else a media bundle would get the control API by its copy. */
    @Test
    void sharedPackagesThatUseTheControlApiAreListed() {
        Set<String> control = Workspace.packages(AllowedDependencies.CONTROL_API);
        Set<String> using = Workspace.classes(AllowedDependencies.SHARED).stream()
                .filter(type -> type.getDirectDependenciesFromSelf().stream()
                        .anyMatch(dependency -> control.contains(packageOf(dependency.getTargetClass()))))
                .map(JavaClass::getPackageName)
                .collect(Collectors.toSet());
        assertEquals(AllowedDependencies.SHARED_BY_CONTROL, using);
    }

    @ParameterizedTest
    @MethodSource("deployed")
    void testsSeeOnlyTheirBundleTheApisAndTheTestkit(String bundle) {
        Predicate<String> allowed = AllowedDependencies.allowedPackages(bundle)
                .or(name -> name.equals(Workspace.rootPackage(AllowedDependencies.TESTKIT)))
                .or(name -> name.equals(Workspace.rootPackage(TESTED_WITH.getOrDefault(bundle, bundle))));
        assertNone(targets(Workspace.testClasses(bundle), name -> name.startsWith("io.baton."), allowed));
    }

    @ParameterizedTest
    @MethodSource("apis")
    void apisNameNoThirdPartyType(String bundle) {
        Predicate<String> known = name -> name.startsWith("java.")
                || name.startsWith("io.baton.")
                || name.equals("org.jspecify.annotations")
                || name.startsWith("org.osgi.annotation.");
        assertNone(targets(Workspace.classes(bundle), name -> !name.isEmpty(), known));
    }

    @ParameterizedTest
    @MethodSource("deployed")
    void onlyApisExportPackages(String bundle) {
        Object exported = Workspace.manifest(bundle).getValue("Export-Package");
        assertEquals(AllowedDependencies.isApi(bundle), exported != null, bundle + " exports " + exported);
    }

    @ParameterizedTest
    @MethodSource("deployed")
    void librariesStayWithTheirBundles(String bundle) {
        RESERVED.forEach((library, owners) -> {
            if (!owners.contains(bundle)) {
                assertNone(targets(Workspace.classes(bundle), name -> (name + ".").startsWith(library), name -> false));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("deployed")
    void deviceNodesAreNamedOnlyWhereNativeAccessIsAllowed(String bundle) {
        if (!NATIVE_WITH_SHARED.contains(bundle)) {
            List<Path> guilty = Workspace.sources(Workspace.bundle(bundle).resolve("src/main/java"), ".java").stream()
                    .filter(file -> Workspace.read(file).contains("\"/dev/"))
                    .toList();
            assertEquals(List.of(), guilty);
        }
    }

    private static List<String> targets(JavaClasses classes, Predicate<String> inScope, Predicate<String> allowed) {
        return classes.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(dependency -> inScope.test(packageOf(dependency.getTargetClass())))
                .filter(dependency -> !allowed.test(packageOf(dependency.getTargetClass())))
                .map(dependency -> dependency.getDescription())
                .distinct()
                .toList();
    }

    private static String packageOf(JavaClass type) {
        return type.getBaseComponentType().getPackageName();
    }

    private static void assertNone(List<String> offences) {
        assertEquals(List.of(), offences);
    }
}
