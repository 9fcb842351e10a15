// SPDX-License-Identifier: Apache-2.0
/** Serves HTTPS, keeps its certificate, and treats plain HTTP as configured. */
@Header(name = "Baton-Swap", value = "in-place")
@NullMarked
package io.baton.tls.jetty;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Header;
