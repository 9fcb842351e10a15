// SPDX-License-Identifier: Apache-2.0
/** What providers of report ports have in common: the lease, neutral reports and report descriptors. */
@NullMarked
package io.baton.shared.ports;

import org.jspecify.annotations.NullMarked;
