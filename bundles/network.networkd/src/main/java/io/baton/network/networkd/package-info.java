// SPDX-License-Identifier: Apache-2.0
/** The network of the device: its state from the kernel and systemd-networkd, changes by systemd-networkd alone. */
@Header(name = "Baton-Swap", value = "in-place")
@Capability(namespace = Feature.NAMESPACE, name = "network")
@NullMarked
package io.baton.network.networkd;

import io.baton.rpc.Feature;
import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Capability;
import org.osgi.annotation.bundle.Header;
