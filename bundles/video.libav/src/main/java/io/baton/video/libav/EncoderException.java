// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav;

/** An encoder could not be opened, or failed on a frame; it cannot be used any more. */
final class EncoderException extends Exception {

    private static final long serialVersionUID = 1L;

    EncoderException(String message) {
        super(message);
    }
}
