// SPDX-License-Identifier: Apache-2.0
package io.baton.harness;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * What a client sends when it joins.
 *
 * @param legacy whether it says nothing of itself, as clients do that know only JetKVM's protocol
 * @param nickname the name it asks for; empty for none
 * @param resumeToken the token it presents; empty for none
 * @param channels labels of its data channels separated by blanks; {@code video} among them asks for the picture
 */
public record OfferFields(boolean legacy, String nickname, String resumeToken, String channels) {
    private static final String CHANNELS = "rpc hidrpc hidrpc-unreliable-ordered hidrpc-unreliable-nonordered";

    /** A client that knows Baton and wants no picture. */
    public static OfferFields plain() {
        return new OfferFields(false, "", "", CHANNELS);
    }

    /** A client that knows only JetKVM's protocol, and wants no picture. */
    public static OfferFields older() {
        return new OfferFields(true, "", "", CHANNELS);
    }

    public OfferFields named(String name) {
        return new OfferFields(legacy, name, resumeToken, channels);
    }

    public OfferFields resuming(String token) {
        return new OfferFields(legacy, nickname, token, channels);
    }

    public OfferFields withVideo() {
        return new OfferFields(legacy, nickname, resumeToken, "video " + channels);
    }

    public OfferFields withChannels(String labels) {
        return new OfferFields(legacy, nickname, resumeToken, labels);
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
