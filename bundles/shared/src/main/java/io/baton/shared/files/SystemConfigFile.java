// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A configuration file of another service of the system that Baton writes. The Debian package has a symbolic link in
 * the vendor's directory of that service, which leads to the one directory that the user baton may write: so that user
 * can write this file of the service and no other. Without the package the file is the one of the same name below
 * {@code /etc}. A file there counts also with the package, since the service prefers it to the link.
 */
public final class SystemConfigFile {

    private SystemConfigFile() {}

    /**
     * Returns the file to read and to write.
     *
     * @param root {@code /} on a device
     * @param inEtc the file below {@code etc}, relative to the root
     * @param link the link of the package, relative to the root
     */
    public static Path of(Path root, String inEtc, String link) {
        Path ofAdministrator = root.resolve(inEtc);
        Path ofPackage = root.resolve(link);
        if (Files.exists(ofAdministrator) || !Files.isSymbolicLink(ofPackage)) {
            return ofAdministrator;
        }
        try {
            Path target = Files.readSymbolicLink(ofPackage);
            return target.isAbsolute()
                    ? root.resolve(target.getRoot().relativize(target))
                    : ofPackage.resolveSibling(target).normalize();
        } catch (IOException e) {
            return ofAdministrator;
        }
    }
}
