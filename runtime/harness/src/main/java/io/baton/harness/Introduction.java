// SPDX-License-Identifier: Apache-2.0
package io.baton.harness;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * What a client brings to the door.
 *
 * @param legacy whether it says nothing of itself, as clients do that know only JetKVM's protocol
 * @param nickname the name it asks for; empty for none
 * @param resumeToken the token it presents; empty for none
 * @param channels labels of its data channels separated by blanks; {@code video} among them asks for the picture
 */
public record Introduction(boolean legacy, String nickname, String resumeToken, String channels) {
    private static final String CHANNELS = "rpc hidrpc hidrpc-unreliable-ordered hidrpc-unreliable-nonordered";

    /** A client that knows Baton and wants no picture. */
    public static Introduction plain() {
        return new Introduction(false, "", "", CHANNELS);
    }

    /** A client that knows only JetKVM's protocol, and wants no picture. */
    public static Introduction older() {
        return new Introduction(true, "", "", CHANNELS);
    }

    public Introduction named(String name) {
        return new Introduction(legacy, name, resumeToken, channels);
    }

    public Introduction resuming(String token) {
        return new Introduction(legacy, nickname, token, channels);
    }

    public Introduction withVideo() {
        return new Introduction(legacy, nickname, resumeToken, "video " + channels);
    }

    public Introduction withChannels(String labels) {
        return new Introduction(legacy, nickname, resumeToken, labels);
    }

    /** The {@code baton} field of the offer; none for a legacy client. */
    Optional<ObjectNode> field() {
        if (legacy) {
            return Optional.empty();
        }
        ObjectNode field = JsonNodeFactory.instance.objectNode();
        if (!nickname.isEmpty()) {
            field.put("nickname", nickname);
        }
        if (!resumeToken.isEmpty()) {
            field.put("resumeToken", resumeToken);
        }
        return Optional.of(field);
    }
}
