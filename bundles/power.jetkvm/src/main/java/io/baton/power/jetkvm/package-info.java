// SPDX-License-Identifier: Apache-2.0
/** The power of the target by one of JetKVM's extension boards, which speak on a serial line. */
@NullMarked
package io.baton.power.jetkvm;

import org.jspecify.annotations.NullMarked;
