// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The common form of errors that the container or another servlet reports, with their status. */
final class ErrorServletTest {

    @ParameterizedTest
    @CsvSource({
        "404, not_found",
        "405, wrong_method",
        "500, internal_error",
        "503, temporarily_unavailable",
        "418, http_418"
    })
    void statusKeepsItsCode(int status, String code) {
        Problem problem = ErrorServlet.problem(status);
        assertEquals(status, problem.status());
        assertEquals(code, problem.code());
    }
}
