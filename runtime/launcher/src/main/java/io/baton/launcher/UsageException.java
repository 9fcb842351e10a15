// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

/** The command line asks for something that does not exist; the message is for the person who typed it. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
        super(message);
    }
}
