// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade;

/** A refusal that the caller is told. The message says what is wrong and what to do. */
public final class UpgradeException extends Exception {

    private static final long serialVersionUID = 1L;

    private final UpgradeRefusal reason;

    public UpgradeException(UpgradeRefusal reason, String message) {
        super(message);
        this.reason = reason;
    }

    public UpgradeRefusal reason() {
        return reason;
    }
}
