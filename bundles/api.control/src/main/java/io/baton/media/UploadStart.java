// SPDX-License-Identifier: Apache-2.0
package io.baton.media;

import io.baton.session.Outcome;

/** What became of a request to upload. */
public sealed interface UploadStart {

    /**
     * Bytes may be sent.
     *
     * @param id the name of the data channel and of the upload over HTTP; a secret of the session
     * @param received how many bytes are there already
     */
    record Accepted(String id, long received) implements UploadStart {}

    /** Nothing may be sent. */
    record Refused(Outcome.Refused refusal) implements UploadStart {}
}
