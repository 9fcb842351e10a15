// SPDX-License-Identifier: Apache-2.0
package io.baton.media;

import java.util.Optional;
import java.util.stream.Stream;

/** As what a medium is mounted. */
public enum MediaMode {
    CDROM("CDROM", "cdrom"),
    DISK("Disk", "file");

    private final String wireName;
    private final String storageName;

    MediaMode(String wireName, String storageName) {
        this.wireName = wireName;
        this.storageName = storageName;
    }

    /** The name on the wire. */
    public String wireName() {
        return wireName;
    }

    /** The name that {@code getMassStorageMode} has for it. */
    public String storageName() {
        return storageName;
    }

    /** Returns the mode of a name on the wire; empty when there is none. */
    public static Optional<MediaMode> of(String name) {
        return Stream.of(values())
                .filter(mode -> mode.wireName.equals(name) || mode.storageName.equals(name))
                .findFirst();
    }
}
