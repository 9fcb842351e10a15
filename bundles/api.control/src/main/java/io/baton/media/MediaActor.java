// SPDX-License-Identifier: Apache-2.0
package io.baton.media;

import io.baton.session.SessionId;
import org.jspecify.annotations.Nullable;

/**
 * The session for which something is done.
 *
 * @param session null for the device itself
 * @param nickname perhaps empty
 * @param user its account
 * @param source its address
 */
public record MediaActor(@Nullable SessionId session, String nickname, String user, String source) {

    /** The device itself. */
    public static final MediaActor DEVICE = new MediaActor(null, "", "", "");
}
