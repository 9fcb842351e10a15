// SPDX-License-Identifier: Apache-2.0
package io.baton.tls.jetty;

/** A certificate or key that cannot be used; the message says what to do and contains nothing of the key. */
final class CertificateProblemException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String code;
    private final String advice;

    /** @param code the stable code in {@code snake_case} */
    CertificateProblemException(String code, String message) {
        super(message);
        this.code = code;
        this.advice = message;
    }

    /** Text for a user: what is wrong and what to do. */
    String advice() {
        return advice;
    }

    String code() {
        return code;
    }
}
