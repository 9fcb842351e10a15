// SPDX-License-Identifier: Apache-2.0
package io.baton.nickname;

import java.util.random.RandomGenerator;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Says what a name may be. Obtained as a service by the desk and by RPC methods.
 *
 * <p>Threading. Pure; any thread.
 */
@ProviderType
public interface NicknamePolicy {

    /** Longest raw input looked at, in UTF-16 units; anything longer is rejected unread. */
    int MAX_RAW_LENGTH = 256;

    /** Checks a name as somebody typed it. */
    NameCheck check(String raw);

    /** Makes a name for somebody who has none, such as {@code u-chrome-7f3a}; it passes {@link #check}. */
    String generate(String browser, RandomGenerator random);
}
