// SPDX-License-Identifier: Apache-2.0
/** Every setting that the bundles declare, for the administrators' page. */
@NullMarked
package io.baton.settings.metatype;

import org.jspecify.annotations.NullMarked;
