// SPDX-License-Identifier: Apache-2.0
package io.baton.media.gadget;

import java.io.IOException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** An image of a web server cannot be had; the message is for users. */
final class UrlException extends IOException {

    private static final long serialVersionUID = 1L;

    UrlException(String message) {
        super(message);
    }

    /** Returns the words for users of any failure. */
    static String message(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof UrlException refused && refused.getMessage() != null
                ? refused.getMessage()
                : "The image cannot be read from its address.";
    }
}
