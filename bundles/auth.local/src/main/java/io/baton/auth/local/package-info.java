// SPDX-License-Identifier: Apache-2.0
/** Accounts and logins that are kept on the device. */
@Header(name = "Baton-Swap", value = "in-place;role=auth.local")
@NullMarked
package io.baton.auth.local;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Header;
