// SPDX-License-Identifier: Apache-2.0
/** A client of the D-Bus system bus: method calls and their replies, bounded in size and time. */
@NullMarked
package io.baton.shared.dbus;

import org.jspecify.annotations.NullMarked;
