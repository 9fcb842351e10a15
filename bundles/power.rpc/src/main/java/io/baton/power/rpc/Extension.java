// SPDX-License-Identifier: Apache-2.0
package io.baton.power.rpc;

import java.util.Arrays;
import java.util.Optional;

/** What JetKVM's clients show of the device's extension port: one panel of several. */
enum Extension {
    NONE(""),
    ATX_POWER("atx-power"),
    DC_POWER("dc-power"),
    SERIAL_CONSOLE("serial-console");

    private final String word;

    Extension(String word) {
        this.word = word;
    }

    /** The word on the wire. */
    String word() {
        return word;
    }

    static Optional<Extension> of(String word) {
        return Arrays.stream(values())
                .filter(extension -> extension.word.equals(word))
                .findFirst();
    }
}
