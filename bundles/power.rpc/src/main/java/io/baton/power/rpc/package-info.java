// SPDX-License-Identifier: Apache-2.0
/** The power of the target as clients see it: methods and events of the {@code rpc} channel. */
@NullMarked
package io.baton.power.rpc;

import org.jspecify.annotations.NullMarked;
