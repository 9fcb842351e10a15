// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.baton.testkit.DamagedSeeds;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever comes as a Cookie header is no cookie of this device, and reading it ends. */
class BrowserCookieFuzzTest {

    private final BrowserCookie cookie = new BrowserCookie(new byte[32], new Random(1));

    @FuzzTest
    void reads(byte[] data) {
        String text = new String(data, StandardCharsets.ISO_8859_1);
        List<String> headers = Arrays.asList(text.split("\n", -1));
        assertEquals("", cookie.digest(headers));
        assertEquals("", cookie.digest(List.of(cookie.name() + "=" + text)));
    }

    @Test
    void s33DamagedCookiesCountAsNone() {
        DamagedSeeds.run(BrowserCookieFuzzTest.class, "reads", this::reads);
    }
}
