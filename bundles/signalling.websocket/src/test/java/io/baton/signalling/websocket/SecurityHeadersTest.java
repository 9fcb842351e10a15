// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** S12: every response forbids framing and foreign content, whichever servlet writes it. */
final class SecurityHeadersTest {

    private static Map<String, String> headers(String path) {
        Map<String, String> headers = new HashMap<>();
        HttpServletResponse response = (HttpServletResponse) Proxy.newProxyInstance(
                HttpServletResponse.class.getClassLoader(),
                new Class<?>[] {HttpServletResponse.class},
                (proxy, method, arguments) -> {
                    assertEquals("setHeader", method.getName());
                    headers.put(String.valueOf(arguments[0]), String.valueOf(arguments[1]));
                    return null;
                });
        SecurityHeaders.set(path, response);
        return headers;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/nothing", "/device", "/system/console", "/system/console/bundles", "/system/consolex"})
    void everyPathForbidsFramingAndForeignContent(String path) {
        Map<String, String> headers = headers(path);
        String policy = headers.getOrDefault("Content-Security-Policy", "");
        assertTrue(policy.startsWith("default-src 'none';"), policy);
        assertTrue(policy.contains("frame-ancestors 'none'"), policy);
        assertEquals("DENY", headers.get("X-Frame-Options"));
        assertEquals("nosniff", headers.get("X-Content-Type-Options"));
        assertTrue(headers.containsKey("Referrer-Policy"));
        boolean console = path.equals("/system/console") || path.startsWith("/system/console/");
        assertEquals(console, policy.contains("'unsafe-inline'"), policy);
        assertEquals(console, policy.contains("'unsafe-eval'"), policy);
        assertFalse(policy.contains("*"), policy);
    }
}
