// SPDX-License-Identifier: Apache-2.0
package io.baton.media;

import java.time.Instant;

/**
 * A whole image on the device.
 *
 * @param name of its file
 * @param size in bytes
 * @param createdAt time of day of its last change
 * @param sha256 its checksum in hexadecimal digits; empty while that is not known
 */
public record StoredImage(String name, long size, Instant createdAt, String sha256) {}
