// SPDX-License-Identifier: Apache-2.0
package io.baton.media;

/**
 * The room for images.
 *
 * @param bytesUsed by images and unfinished uploads
 * @param bytesFree that can still be used
 */
public record StorageSpace(long bytesUsed, long bytesFree) {}
