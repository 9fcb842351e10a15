// SPDX-License-Identifier: Apache-2.0
package io.baton.tls.jetty;

import jakarta.servlet.http.HttpServletRequest;

/** Decides whether a request was made by an administrator. */
interface AdministratorCheck {

    /** Admits no request: there is no login that could tell an administrator. */
    AdministratorCheck WITHOUT_LOGIN = new AdministratorCheck() {

        @Override
        public boolean admits(HttpServletRequest request) {
            return false;
        }

        @Override
        public String reason() {
            return "There is no login yet. Name the files of the certificate in the configuration instead.";
        }
    };

    boolean admits(HttpServletRequest request);

    /** Text for a user whose request is not admitted. */
    String reason();
}
