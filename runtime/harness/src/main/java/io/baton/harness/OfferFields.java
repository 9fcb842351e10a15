// SPDX-License-Identifier: Apache-2.0
package io.baton.harness;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * The fields of an offer that describe the client.
 *
 * @param legacy whether the offer has no {@code baton} field, as with clients that know only JetKVM's protocol
 * @param nickname the requested nickname; empty for none
 * @param resumeToken the token it presents; empty for none
 * @param channels labels of the data channels separated by blanks; {@code video} among them asks for video
 */
public record OfferFields(boolean legacy, String nickname, String resumeToken, String channels) {
    private static final String CHANNELS = "rpc hidrpc hidrpc-unreliable-ordered hidrpc-unreliable-nonordered";

    /** A Baton client without video. */
    public static OfferFields plain() {
        return new OfferFields(false, "", "", CHANNELS);
    }

    /** A client that knows only JetKVM's protocol, without video. */
    public static OfferFields legacyClient() {
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
