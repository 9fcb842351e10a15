// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of the target's keyboard layout: language, country and perhaps a variant, as JetKVM's page 0.4.7 looks it up
 * ({@code en_US}). Later pages also write a hyphen. Which layouts there are is a matter of the client that types by
 * them.
 */
final class KeyboardLayout {

    static final String DEFAULT = "en_US";

    private static final Pattern NAME = Pattern.compile("[a-z]{2,3}[_-][A-Z]{2}([_-][a-z]{2,8})?");

    private KeyboardLayout() {}

    /** Returns the name with underscores; empty when it is none. */
    static Optional<String> of(String name) {
        return NAME.matcher(name).matches() ? Optional.of(name.replace('-', '_')) : Optional.empty();
    }
}
