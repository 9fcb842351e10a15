// SPDX-License-Identifier: Apache-2.0
/** The device settings that clients of JetKVM know, as configuration of the parts that have them. */
@Capability(namespace = Feature.NAMESPACE, attribute = "io.baton.feature=video")
@Capability(namespace = Feature.NAMESPACE, attribute = "io.baton.feature=usb")
@Capability(namespace = Feature.NAMESPACE, attribute = "io.baton.feature=pointer_mapping")
@Capability(namespace = Feature.NAMESPACE, attribute = "io.baton.feature=log_level")
@Capability(namespace = Feature.NAMESPACE, attribute = "io.baton.feature=loopback")
@NullMarked
package io.baton.settings.jetkvm;

import io.baton.rpc.Feature;
import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Capability;
