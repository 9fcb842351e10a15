// SPDX-License-Identifier: Apache-2.0
/** What every provider of {@link io.baton.power.PowerControl} needs. */
@NullMarked
package io.baton.shared.power;

import org.jspecify.annotations.NullMarked;
