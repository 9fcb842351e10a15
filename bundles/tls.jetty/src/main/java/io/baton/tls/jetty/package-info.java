// SPDX-License-Identifier: Apache-2.0
/** Serves HTTPS, keeps its certificate, and treats plain HTTP as configured. */
@NullMarked
package io.baton.tls.jetty;

import org.jspecify.annotations.NullMarked;
