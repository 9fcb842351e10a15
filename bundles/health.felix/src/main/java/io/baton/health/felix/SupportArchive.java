// SPDX-License-Identifier: Apache-2.0
package io.baton.health.felix;

import io.baton.shared.json.JsonCodec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A zip file with parts that a support engineer reads. What looks like a private key or a token is removed from each
 * part, whatever brought it there.
 *
 * <p>Threading. One thread.
 */
final class SupportArchive {

    private static final JsonCodec JSON = new JsonCodec(new JsonCodec.Limits(16 * 1024 * 1024, 16, 32, 256));

    /** PEM blocks with keys, in one line or several, also cut off. */
    private static final Pattern PRIVATE_KEY = Pattern.compile(
            "-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)", Pattern.DOTALL);

    /** Header values and parameters that authenticate. */
    private static final Pattern CREDENTIAL =
            Pattern.compile("(?i)(authorization\\W+(?:bearer|basic)\\s+|bearer\\s+|authToken=|batonLogin-[^=\\s]*="
                    + "|(?:password|token|secret)\\\\?[\"']?\\s*[=:]\\s*\\\\?[\"']?)[^\\s\"',;|\\\\]{4,}");

    private final Map<String, byte[]> parts = new LinkedHashMap<>();

    /** Adds a text. */
    void add(String name, String text) {
        parts.put(name, cleaned(text).getBytes(StandardCharsets.UTF_8));
    }

    /** Adds an object as JSON. */
    void add(String name, Map<String, ?> members) {
        add(name, JSON.text(members));
    }

    static String cleaned(String text) {
        String withoutKeys = PRIVATE_KEY.matcher(text).replaceAll(DeclaredSettings.REMOVED);
        return CREDENTIAL.matcher(withoutKeys).replaceAll("$1" + DeclaredSettings.REMOVED);
    }

    /** Returns the zip file; the time is that of each entry. */
    byte[] zip(Instant at) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes, StandardCharsets.UTF_8)) {
            for (Map.Entry<String, byte[]> part : parts.entrySet()) {
                ZipEntry entry = new ZipEntry("baton-diagnostics/" + part.getKey());
                entry.setTime(at.toEpochMilli());
                zip.putNextEntry(entry);
                zip.write(part.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
