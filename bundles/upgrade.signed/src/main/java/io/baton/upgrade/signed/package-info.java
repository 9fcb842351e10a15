// SPDX-License-Identifier: Apache-2.0
/** Installs signed upgrades of bundles, observes them and rolls them back. */
@NullMarked
package io.baton.upgrade.signed;

import org.jspecify.annotations.NullMarked;
