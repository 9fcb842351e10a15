// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import io.baton.session.Login;

/** What becomes of a request to the Web Console. */
sealed interface Verdict {

    /** The console serves the request. */
    record Admitted(Login login) implements Verdict {}

    /** The browser opens the device's page, where its user logs in. */
    record ToLogin() implements Verdict {}

    /**
     * The request is refused.
     *
     * @param status the HTTP status
     * @param code the stable code
     * @param message what is wrong and what to do
     */
    record Refused(int status, String code, String message) implements Verdict {}
}
