// SPDX-License-Identifier: Apache-2.0
package io.baton.nickname;

import java.util.random.RandomGenerator;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Decides which nicknames are valid. Obtained as a service by the session coordinator and by RPC methods.
 *
 * <p>Threading. Pure; any thread.
 */
@ProviderType
public interface NicknamePolicy {

    /** Longest raw input looked at, in UTF-16 units; anything longer is rejected unread. */
    int MAX_RAW_LENGTH = 256;

    /** Checks a nickname as the user typed it. */
    NameCheck check(String raw);

    /** Makes a nickname for a session without one, such as {@code Amber Otter}; it passes {@link #check}. */
    String generate(RandomGenerator random);
}
