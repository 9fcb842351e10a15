// SPDX-License-Identifier: Apache-2.0
/** What components that are reached from outside declare of themselves, and how they refuse. */
@NullMarked
package io.baton.shared.http;

import org.jspecify.annotations.NullMarked;
