// SPDX-License-Identifier: Apache-2.0
package io.baton.media;

import java.time.Instant;

/**
 * What is mounted.
 *
 * @param source where its content is
 * @param mode as what
 * @param name the name of the image, or the address without its query
 * @param size in bytes
 * @param readOnly whether the target cannot write
 * @param since time of day
 * @param nickname of the session that mounted it; perhaps empty
 */
public record MountedMedium(
        Source source, MediaMode mode, String name, long size, boolean readOnly, Instant since, String nickname) {

    /** Where the content is. */
    public enum Source {
        /** On the device. */
        STORAGE("Storage"),
        /** At a web server. */
        HTTP("HTTP");

        private final String wireName;

        Source(String wireName) {
            this.wireName = wireName;
        }

        /** The name on the wire. */
        public String wireName() {
            return wireName;
        }
    }
}
