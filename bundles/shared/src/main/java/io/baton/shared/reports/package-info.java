// SPDX-License-Identifier: Apache-2.0
/** Reads USB HID reports by their report descriptor, as a computer does. */
@NullMarked
package io.baton.shared.reports;

import org.jspecify.annotations.NullMarked;
