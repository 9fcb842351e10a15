// SPDX-License-Identifier: Apache-2.0
package io.baton.device;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A test of {@link DeviceRows}, {@link MediaRows} or {@link CaptureRows}. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Row {
    /** The place in the order of the rows. */
    int value();
}
