// SPDX-License-Identifier: Apache-2.0
/** Contract tests that every provider of a role must pass, and fakes to test its users with; never deployed. */
@NullMarked
package io.baton.testkit;

import org.jspecify.annotations.NullMarked;
