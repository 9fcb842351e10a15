// SPDX-License-Identifier: Apache-2.0
package io.baton.web.ui;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the file for a path. The page's own routes give the page; any other path that no servlet serves gives 404, so
 * that a client which asks for data never mistakes the page for it.
 */
final class PageFiles {

    private static final String STATIC = "/static/";
    private static final String IMMUTABLE = "/static/assets/immutable/";

    /** The paths that the build can produce; others, with a leading dot above all, are refused. */
    private static final Pattern PLAIN = Pattern.compile("(/[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}){1,8}");

    /** The routes of the page and of JetKVM's page; the container gives the root as an empty path. */
    private static final Pattern ROUTES =
            Pattern.compile("/?|/login-local|/welcome(/mode|/password)?|/settings(/.*)?|/other-session|/mount|/adopt");

    /** Forbids inline scripts and styles, foreign content and framing. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                    + "font-src 'self'; connect-src 'self'; media-src 'self' blob:; manifest-src 'self'; base-uri 'none'; "
                    + "form-action 'self'; frame-ancestors 'none'";

    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("html", "text/html;charset=utf-8"),
            Map.entry("js", "text/javascript;charset=utf-8"),
            Map.entry("css", "text/css;charset=utf-8"),
            Map.entry("json", "application/json"),
            Map.entry("webmanifest", "application/manifest+json"),
            Map.entry("txt", "text/plain;charset=utf-8"),
            Map.entry("svg", "image/svg+xml"),
            Map.entry("png", "image/png"),
            Map.entry("ico", "image/x-icon"),
            Map.entry("webp", "image/webp"),
            Map.entry("woff2", "font/woff2"));

    /** The files read so far; no more than the bundle has. */
    private final Map<String, Answer> read = new ConcurrentHashMap<>();

    /**
     * Finds the answer to a GET.
     *
     * @param path the request's path, decoded
     * @param accept its Accept header; null when it has none
     */
    Answer find(String path, @Nullable String accept) throws IOException {
        if (path.startsWith(STATIC)) {
            return file(path);
        }
        return admitsHtml(accept) && ROUTES.matcher(path).matches() ? file(STATIC + "index.html") : Answer.notFound();
    }

    /** Answers with a file of the bundle; read once, so that clients which take one slowly share its bytes. */
    private Answer file(String path) throws IOException {
        Answer known = read.get(path);
        if (known != null || !PLAIN.matcher(path).matches()) {
            return known == null ? Answer.notFound() : known;
        }
        Answer answer = read(path);
        if (answer.status() == 200) {
            read.put(path, answer);
        }
        return answer;
    }

    private static Answer read(String path) throws IOException {
        try (InputStream in = PageFiles.class.getResourceAsStream(path)) {
            String type = TYPES.get(extension(path));
            if (in == null || type == null) {
                return Answer.notFound();
            }
            return new Answer(200, headers(path, type), in.readAllBytes());
        }
    }

    private static Map<String, String> headers(String path, String type) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", type);
        headers.put("Cache-Control", caching(path));
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Content-Security-Policy", POLICY);
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        headers.put("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
        return headers;
    }

    private static String caching(String path) {
        if (path.startsWith(IMMUTABLE)) {
            return "public, max-age=31536000, immutable";
        }
        return path.endsWith(".html") ? "no-cache" : "public, max-age=300";
    }

    /** Whether the header is one that a browser sends for a page. */
    private static boolean admitsHtml(@Nullable String accept) {
        return accept == null
                || accept.isBlank()
                || accept.contains("text/html")
                || accept.contains("text/*")
                || accept.contains("*/*");
    }

    private static String extension(String path) {
        return path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }
}
