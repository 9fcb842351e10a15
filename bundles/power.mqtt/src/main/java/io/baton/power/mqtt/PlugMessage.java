// SPDX-License-Identifier: Apache-2.0
package io.baton.power.mqtt;

/** A message that is sent. */
record PlugMessage(String topic, String payload) {}
