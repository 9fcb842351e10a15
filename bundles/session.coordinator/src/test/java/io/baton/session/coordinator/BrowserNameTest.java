// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrowserNameTest {

    @ParameterizedTest
    @CsvSource({
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36,chrome",
        "Mozilla/5.0 AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0,edge",
        "Mozilla/5.0 AppleWebKit/537.36 Chrome/140.0 Safari/537.36 OPR/120,opera",
        "Mozilla/5.0 (X11; rv:140.0) Gecko/20100101 Firefox/140.0,firefox",
        "Mozilla/5.0 (Macintosh) Version/18.0 Safari/605.1.15,safari",
        "'',client",
        "curl/8,client"
    })
    void browserIsNamedByItsUserAgent(String userAgent, String name) {
        assertEquals(name, BrowserName.of(userAgent));
    }
}
