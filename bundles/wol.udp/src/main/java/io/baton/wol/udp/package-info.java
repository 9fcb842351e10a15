// SPDX-License-Identifier: Apache-2.0
/** Wake-on-LAN: the magic packet, and the list of computers to wake. */
@NullMarked
package io.baton.wol.udp;

import org.jspecify.annotations.NullMarked;
