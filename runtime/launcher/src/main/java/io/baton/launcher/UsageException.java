// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

/** An error in the command line; the message is printed before the usage. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
