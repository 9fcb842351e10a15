// SPDX-License-Identifier: Apache-2.0
package io.baton.port;

/** The USB state of the device, by the states of a Linux UDC (USB 2.0 §9.1). */
public enum UsbState {
    NOT_ATTACHED("not attached"),
    ATTACHED("attached"),
    ADDRESSED("addressed"),
    CONFIGURED("configured"),
    SUSPENDED("suspended");

    private final String wireName;

    UsbState(String wireName) {
        this.wireName = wireName;
    }

    /** The name Linux and the wire protocols use. */
    public String wireName() {
        return wireName;
    }
}
