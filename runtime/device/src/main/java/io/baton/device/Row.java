// SPDX-License-Identifier: Apache-2.0
package io.baton.device;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A test, of {@link DeviceRows} and the classes beside it. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Row {
    /** The place in the order of the rows. */
    int value();

    /** Whether it needs a session of a user, for which a program of others has to be there. */
    boolean session() default false;
}
