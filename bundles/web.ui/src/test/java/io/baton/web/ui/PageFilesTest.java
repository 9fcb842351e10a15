// SPDX-License-Identifier: Apache-2.0
package io.baton.web.ui;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against the page as it was built just before. */
final class PageFilesTest {

    private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    private final PageFiles files = new PageFiles();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/settings",
                "/settings/network",
                "/login-local",
                "/welcome",
                "/welcome/mode",
                "/welcome/password",
                "/other-session",
                "/mount",
                "/adopt"
            })
    void routeGivesThePageUncached(String path) throws IOException {
        Answer answer = files.find(path, BROWSER);
        assertEquals(200, answer.status());
        assertEquals("text/html;charset=utf-8", answer.headers().get("Content-Type"));
        assertEquals("no-cache", answer.headers().get("Cache-Control"));
        assertTrue(text(answer).contains("id=\"page\""));
    }

    @Test
    void assetsHaveTypeAndCaching() throws IOException {
        Answer script = files.find(reference("src=\"([^\"]+\\.js)\""), "*/*");
        assertEquals(200, script.status());
        assertEquals("text/javascript;charset=utf-8", script.headers().get("Content-Type"));
        assertEquals("public, max-age=31536000, immutable", script.headers().get("Cache-Control"));

        Answer style = files.find(reference("href=\"([^\"]+\\.css)\""), "text/css,*/*;q=0.1");
        assertEquals("text/css;charset=utf-8", style.headers().get("Content-Type"));

        Answer icon = files.find("/static/baton.svg", "image/*");
        assertEquals("image/svg+xml", icon.headers().get("Content-Type"));
        assertEquals("public, max-age=300", icon.headers().get("Cache-Control"));
    }

    @Test
    void pageForbidsInlineScriptsAndFraming() throws IOException {
        Answer page = files.find("/", BROWSER);
        String policy = page.headers().getOrDefault("Content-Security-Policy", "");
        assertTrue(policy.contains("default-src 'none'"));
        assertTrue(policy.contains("frame-ancestors 'none'"));
        assertFalse(policy.contains("unsafe"));
        assertEquals("nosniff", page.headers().get("X-Content-Type-Options"));
        assertFalse(Pattern.compile("<script(?![^>]*\\bsrc=)|<style|\\son\\w+=|\\sstyle=")
                .matcher(text(page))
                .find());
    }

    @Test
    void pageRefersToNoForeignAddress() throws IOException {
        assertFalse(text(files.find("/", BROWSER)).contains("://"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/static/",
                "/static/nothing.js",
                "/static/../io/baton/web/ui/PageFiles.class",
                "/static/./index.html",
                "/static//index.html",
                "/static/assets/%2e%2e/index.html",
                "/static/assets",
                "/static/a\\b.js"
            })
    void s31OtherFilesAreNotFound(String path) throws IOException {
        assertNothing(files.find(path, BROWSER));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/device",
                "/device/status",
                "/webrtc/signaling/client",
                "/auth/login-local",
                "/metrics",
                "/diagnostics",
                "/devices",
                "/settingsx",
                "/welcome/other",
                "/index.html",
                "/..",
                "/a b"
            })
    void unknownPathIsNotFoundWhateverIsAccepted(String path) throws IOException {
        assertNothing(files.find(path, "*/*"));
        assertNothing(files.find(path, BROWSER));
    }

    @Test
    void routeIsNotFoundWhenHtmlIsNotAccepted() throws IOException {
        assertNothing(files.find("/settings", "application/json"));
    }

    private static void assertNothing(Answer answer) {
        assertEquals(404, answer.status());
        assertArrayEquals(new byte[0], answer.body());
    }

    private String reference(String pattern) throws IOException {
        Matcher found = Pattern.compile(pattern).matcher(text(files.find("/", BROWSER)));
        assertTrue(found.find(), "the page refers to its parts");
        return found.group(1);
    }

    private static String text(Answer answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
