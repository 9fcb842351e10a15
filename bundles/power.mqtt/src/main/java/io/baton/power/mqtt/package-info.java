// SPDX-License-Identifier: Apache-2.0
/** The supply of the target by a switched socket that speaks MQTT. */
@NullMarked
package io.baton.power.mqtt;

import org.jspecify.annotations.NullMarked;
