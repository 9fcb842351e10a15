// SPDX-License-Identifier: Apache-2.0
/** Health checks of the bundles and of what must hold on the whole device. */
@NullMarked
package io.baton.health.felix;

import org.jspecify.annotations.NullMarked;
