// SPDX-License-Identifier: Apache-2.0
package io.baton.rules;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Time and randomness come in from outside. The real ones are bound where a component is made: in a constructor, a
 * static factory or the {@code @Activate} method of its class, and nowhere else.
 */
final class ClockRule {
    private static final String ANY = "*";

    /** Which methods or constructors make a real clock or real randomness, by class. */
    private static final Map<String, Set<String>> SOURCES = Map.ofEntries(
            Map.entry("java.lang.System", Set.of("currentTimeMillis", "nanoTime")),
            Map.entry("java.lang.Math", Set.of("random")),
            Map.entry("java.time.Instant", Set.of("now")),
            Map.entry("java.time.LocalTime", Set.of("now")),
            Map.entry("java.time.LocalDate", Set.of("now")),
            Map.entry("java.time.LocalDateTime", Set.of("now")),
            Map.entry("java.time.ZonedDateTime", Set.of("now")),
            Map.entry("java.time.OffsetDateTime", Set.of("now")),
            Map.entry("java.time.InstantSource", Set.of("system")),
            Map.entry("java.time.Clock", Set.of("systemUTC", "systemDefaultZone", "system")),
            Map.entry("java.util.UUID", Set.of("randomUUID")),
            Map.entry("java.util.random.RandomGenerator", Set.of("getDefault", "of")),
            Map.entry("java.util.Random", Set.of("<init>")),
            Map.entry("java.util.SplittableRandom", Set.of("<init>")),
            Map.entry("java.util.concurrent.ThreadLocalRandom", Set.of(ANY)),
            Map.entry("java.security.SecureRandom", Set.of("<init>", "getInstanceStrong", "getInstance")));

    private ClockRule() {}

    /** Where the rule is broken, in words. */
    static List<String> offences(JavaClasses classes) {
        return classes.stream()
                .flatMap(ClockRule::accesses)
                .filter(access -> isSource(
                        access.getTargetOwner().getName(), access.getTarget().getName()))
                .filter(access -> !isActivation(access.getOrigin()))
                .map(JavaAccess::getDescription)
                .distinct()
                .toList();
    }

    private static Stream<? extends JavaAccess<?>> accesses(JavaClass type) {
        return Stream.concat(type.getCodeUnitCallsFromSelf().stream(), type.getCodeUnitReferencesFromSelf().stream());
    }

    private static boolean isSource(String owner, String member) {
        Set<String> members = SOURCES.getOrDefault(owner, Set.of());
        return members.contains(ANY) || members.contains(member);
    }

    private static boolean isActivation(JavaCodeUnit origin) {
        boolean making = origin.isConstructor() || origin.getModifiers().contains(JavaModifier.STATIC);
        return origin.isAnnotatedWith(Activate.class)
                || (making && origin.getOwner().isAnnotatedWith(Component.class));
    }
}
