// SPDX-License-Identifier: Apache-2.0
package io.baton.media;

/**
 * A part of an image that can be completed, and cannot be mounted.
 *
 * @param name of the image
 * @param size of the whole image in bytes
 * @param received bytes that are there
 * @param running whether bytes arrive now
 */
public record UnfinishedUpload(String name, long size, long received, boolean running) {}
