// SPDX-License-Identifier: Apache-2.0
/** What this machine is called on the network. */
@NullMarked
package io.baton.shared.net;

import org.jspecify.annotations.NullMarked;
