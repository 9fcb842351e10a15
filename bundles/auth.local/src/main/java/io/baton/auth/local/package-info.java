// SPDX-License-Identifier: Apache-2.0
/** Accounts and logins that are kept on the device. */
@NullMarked
package io.baton.auth.local;

import org.jspecify.annotations.NullMarked;
