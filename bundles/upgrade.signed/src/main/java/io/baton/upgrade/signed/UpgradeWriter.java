// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.util.Base64;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes upgrade files. The same manifest and jars give the same bytes.
 *
 * <p>Threading. No state.
 */
final class UpgradeWriter {

    private UpgradeWriter() {}

    /** @param jars the jar of each bundle in the manifest, by symbolic name */
    static void write(OutputStream out, UpgradeManifest manifest, Map<String, Path> jars, PrivateKey key, String keyId)
            throws IOException, GeneralSecurityException {
        byte[] content = ManifestCodec.write(manifest);
        String signature = Base64.getEncoder().encodeToString(SigningKeys.sign(key, content));
        ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        put(zip, UpgradeArchive.MANIFEST, content);
        put(
                zip,
                UpgradeArchive.SIGNATURE,
                (UpgradeArchive.SIGNATURE_FORM + " " + keyId + " " + signature + "\n")
                        .getBytes(StandardCharsets.US_ASCII));
        for (UpgradeManifest.NewBundle bundle : manifest.bundles()) {
            Path jar = jars.get(bundle.symbolicName());
            if (jar == null) {
                throw new IOException("no jar for " + bundle.symbolicName());
            }
            put(zip, bundle.entryName(), Files.readAllBytes(jar));
        }
        zip.finish();
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        // the earliest time a ZIP file has
        entry.setTimeLocal(java.time.LocalDateTime.of(1980, 1, 1, 0, 0));
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
