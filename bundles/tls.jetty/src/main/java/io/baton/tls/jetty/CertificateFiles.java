// SPDX-License-Identifier: Apache-2.0
package io.baton.tls.jetty;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The operator's certificate file and key file.
 *
 * @param certificate PEM file of the chain
 * @param key PEM file of the key; the same as the certificate's where that has it
 */
record CertificateFiles(Path certificate, Path key) {

    /**
     * Returns the content of both as one PEM text. Symbolic links are followed, as tools for certificates make them.
     */
    String read() throws IOException {
        String chain = text(certificate);
        return key.equals(certificate) ? chain : text(key) + "\n" + chain;
    }

    /** Returns a text that changes when one of the files is written or replaced. */
    String state() {
        return state(certificate) + " " + state(key);
    }

    private static String text(Path file) throws IOException {
        if (Files.size(file) > PemReader.MAX_BYTES) {
            throw new IOException(file + " is longer than " + PemReader.MAX_BYTES + " bytes");
        }
        return Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private static String state(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class, new LinkOption[0]);
            return attributes.lastModifiedTime() + "/" + attributes.size() + "/" + attributes.fileKey();
        } catch (IOException e) {
            return "missing";
        }
    }
}
