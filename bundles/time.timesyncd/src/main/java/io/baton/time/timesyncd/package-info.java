// SPDX-License-Identifier: Apache-2.0
/** The clock of the device: its state, and its settings by systemd-timesyncd and systemd-timedated. */
@Capability(namespace = Feature.NAMESPACE, name = "time")
@NullMarked
package io.baton.time.timesyncd;

import io.baton.rpc.Feature;
import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Capability;
