// SPDX-License-Identifier: Apache-2.0
package io.baton.rules;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaEnumConstant;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaParameter;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Reference;

/**
 * A component that holds links, sockets, device handles or the roster must not be restarted because a collaborator is
 * swapped: its references are fields that Declarative Services may change at any time, and may be absent.
 */
final class PersistentComponentRule {
    private static final Set<String> ROLES =
            Set.of("video", "peer", "target", "usb", "session", "signalling", "input", "hid");
    private static final Set<String> MAY_BE_ABSENT = Set.of("OPTIONAL", "MULTIPLE");

    private static final Set<String> COLLECTIONS = Set.of("java.util.List", "java.util.Collection");

    private PersistentComponentRule() {}

    static boolean appliesTo(String bundle) {
        return ROLES.contains(bundle.split("\\.", -1)[0]);
    }

    /** Where the rule is broken, in words. */
    static List<String> offences(JavaClasses classes) {
        Stream<String> injected = classes.stream()
                .flatMap(type -> type.getConstructors().stream())
                .flatMap(constructor -> constructor.getParameters().stream())
                .filter(parameter -> parameter.isAnnotatedWith(Reference.class))
                .filter(parameter -> !isOfTheSameBundle(parameter, classes))
                .map(JavaParameter::getDescription)
                .map(parameter -> parameter + " is a static reference: the component restarts with its collaborator");
        Stream<String> fields = classes.stream()
                .flatMap(type -> type.getFields().stream())
                .filter(field -> field.isAnnotatedWith(Reference.class))
                .filter(field -> !isForgiving(field))
                .map(field -> field.getFullName() + " must be volatile, dynamic, greedy, and optional or multiple");
        return Stream.concat(injected, fields).toList();
    }

    /** What comes and goes with the component itself cannot pull it down alone. */
    private static boolean isOfTheSameBundle(JavaParameter parameter, JavaClasses bundle) {
        String wanted = parameter.getRawType().getName();
        return bundle.contain(wanted)
                || bundle.stream()
                        .flatMap(type -> type.getRawInterfaces().stream())
                        .anyMatch(role -> role.getName().equals(wanted));
    }

    private static boolean isForgiving(JavaField field) {
        JavaAnnotation<? extends JavaMember> reference = field.getAnnotationOfType(Reference.class.getName());
        boolean isVolatile = field.getModifiers().contains(JavaModifier.VOLATILE);
        boolean many = COLLECTIONS.contains(field.getRawType().getName());
        boolean dynamic = isVolatile || word(reference, "policy").equals("DYNAMIC");
        boolean absent = many || MAY_BE_ABSENT.contains(word(reference, "cardinality"));
        return isVolatile
                && dynamic
                && absent
                && (many || word(reference, "policyOption").equals("GREEDY"));
    }

    private static String word(JavaAnnotation<?> annotation, String property) {
        return annotation
                .get(property)
                .filter(JavaEnumConstant.class::isInstance)
                .map(value -> ((JavaEnumConstant) value).name())
                .orElse("");
    }
}
