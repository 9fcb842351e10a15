// SPDX-License-Identifier: Apache-2.0
package io.baton.media;

import java.time.Instant;

/**
 * A part of an image that can be completed, and cannot be mounted.
 *
 * @param name of the image
 * @param size of the whole image in bytes
 * @param received bytes that are there
 * @param running whether bytes arrive now
 * @param changed when the last of them arrived
 */
public record UnfinishedUpload(String name, long size, long received, boolean running, Instant changed) {}
