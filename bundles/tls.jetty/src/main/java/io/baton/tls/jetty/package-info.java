// SPDX-License-Identifier: Apache-2.0
/** Serves HTTPS, keeps its certificate, and treats plain HTTP as configured. */
@Capability(namespace = Feature.NAMESPACE, attribute = "io.baton.feature=tls")
@Header(name = "Baton-Swap", value = "in-place")
@NullMarked
package io.baton.tls.jetty;

import io.baton.rpc.Feature;
import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Capability;
import org.osgi.annotation.bundle.Header;
