// SPDX-License-Identifier: Apache-2.0
package io.baton.tls.jetty;

import jakarta.servlet.http.HttpServletRequest;

/** Decides whether a request was made by an administrator. */
interface AdministratorCheck {

    /** Admits no request: logins are not asked yet. */
    AdministratorCheck WITHOUT_LOGIN = new AdministratorCheck() {

        @Override
        public boolean admits(HttpServletRequest request) {
            return false;
        }

        @Override
        public String reason() {
            return "Certificates are not uploaded yet. Name the files of the certificate in the configuration instead.";
        }
    };

    boolean admits(HttpServletRequest request);

    /** Text for a user whose request is not admitted. */
    String reason();
}
