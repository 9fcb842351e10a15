// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The settings of the input. */
@ObjectClassDefinition(
        name = "Baton Input",
        description = "What clients may also change by JSON-RPC. A change applies at once.")
@interface InputConfig {

    String PID = "io.baton.input.hidrpc";

    @AttributeDefinition(
            name = "Keyboard layout of the target",
            description = "The layout by which clients type texts, such as en_US, de_CH or en_US_intl.")
    String keyboardLayout() default KeyboardLayout.DEFAULT;
}
