// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

/** Too many passwords are being verified: the client tries again in a moment. */
final class BusyException extends Exception {
    private static final long serialVersionUID = 1L;
}
