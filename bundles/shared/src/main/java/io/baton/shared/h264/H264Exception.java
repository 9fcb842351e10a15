// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.h264;

/** A byte stream is not the H.264 it should be. */
public final class H264Exception extends Exception {

    private static final long serialVersionUID = 1;

    H264Exception(String message) {
        super(message);
    }
}
