// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc;

/**
 * What a device of this kind may have or lack. The methods of a feature that a device lacks are answered with a
 * truthful "no"; those of one that it has wait while their provider is replaced.
 *
 * <p>A bundle that serves a feature says so in its manifest, so that it counts while it is replaced as well:
 * {@code Provide-Capability: io.baton.feature;io.baton.feature=virtual_media}.
 */
public enum Feature {
    /** The video input and its encoder. */
    VIDEO("video"),
    /** The USB devices that the target sees. */
    USB("usb"),
    /** A disk or CD-ROM that the target sees. */
    VIRTUAL_MEDIA("virtual_media"),
    /** The power and reset buttons of the target, or its supply. */
    POWER("power"),
    /** A serial port of the target. */
    SERIAL("serial"),
    /** A shell on the device. */
    TERMINAL("terminal"),
    /** Magic packets, and waking the target by USB. */
    WAKE_ON_LAN("wake_on_lan"),
    /** The network of the device. */
    NETWORK("network"),
    /** What sets the clock of the device. */
    TIME("time"),
    /** The absolute pointer on a target with several screens. */
    POINTER_MAPPING("pointer_mapping"),
    /** Restart, reset to the state of delivery, and access for developers. */
    SYSTEM("system"),
    /** Whether the device is reached from itself alone. */
    LOOPBACK("loopback"),
    /** A certificate for HTTPS. */
    TLS("tls"),
    /** How much is logged. */
    LOG_LEVEL("log_level"),
    /** A service of the maker that finds the device. */
    CLOUD("cloud"),
    /** A screen of the device's own. */
    DISPLAY("display"),
    /** Sound of the target. */
    AUDIO("audio"),
    /** A private network by Tailscale. */
    TAILSCALE("tailscale"),
    /** Telling an MQTT broker of the device. */
    MQTT("mqtt");

    /** Namespace of the capability, and its attribute. */
    public static final String NAMESPACE = "io.baton.feature";

    /**
     * Service property: names of JetKVM's capabilities that the device has while the service is registered, a
     * {@code String} or {@code String[]}. Clients of JetKVM hide what is not named.
     */
    public static final String CAPABILITIES = "baton.capabilities";

    private final String word;

    Feature(String word) {
        this.word = word;
    }

    /** Returns the value of the attribute {@value #NAMESPACE}. */
    public String word() {
        return word;
    }
}
