// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Negotiates an offer. Accepts the first usable video section and the first data section; every other section of the
 * offer is declined in its place.
 */
public final class SdpNegotiator {

    private static final int MAX_CANDIDATES = 64;
    private static final int DEFAULT_SCTP_PORT = 5_000;
    private static final long DEFAULT_MAX_MESSAGE = 65_536;

    private SdpNegotiator() {}

    /**
     * Negotiates the parameters of a session.
     *
     * @throws SdpException when no section is usable, or when the offer lacks what any connection needs
     */
    public static NegotiatedSession negotiate(SdpOffer offer) throws SdpException {
        if (offer.first("ice-lite").isPresent()) {
            throw SdpException.unsupported("ICE lite on the client's side is not supported.");
        }
        List<String> bundle = offer.bundle();
        NegotiatedVideo video = null;
        NegotiatedData data = null;
        SdpSection transport = null;
        for (SdpSection section : offer.sections()) {
            // all that is accepted shares one transport: without BUNDLE that is one section only
            boolean joins = transport == null || (bundle.contains(section.mid()) && bundle.contains(transport.mid()));
            if (!section.offered() || !joins) {
                continue;
            }
            if (video == null && section.kind().equals("video")) {
                video = VideoNegotiator.negotiate(section).orElse(null);
                transport = video == null ? transport : first(transport, section);
            } else if (data == null && section.kind().equals("application")) {
                data = data(section).orElse(null);
                transport = data == null ? transport : first(transport, section);
            }
        }
        if (transport == null) {
            throw SdpException.unsupported(
                    "The offer has neither H.264 video (packetization-mode 1) to receive nor data channels.");
        }
        return new NegotiatedSession(
                transport.index(),
                transport.mid(),
                ufrag(offer, transport),
                password(offer, transport),
                fingerprints(offer, transport),
                setup(offer, transport),
                video,
                data,
                offer.effective(transport, "ice-options").orElse("").contains("trickle"),
                transport.all("candidate").limit(MAX_CANDIDATES).toList());
    }

    private static SdpSection first(@Nullable SdpSection before, SdpSection now) {
        return before == null ? now : before;
    }

    private static Optional<NegotiatedData> data(SdpSection section) throws SdpException {
        if (!section.protocol().endsWith("DTLS/SCTP")) {
            return Optional.empty();
        }
        Optional<String> modern = section.first("sctp-port");
        Optional<Integer> port;
        if (modern.isPresent()) {
            port = SdpText.number(modern.get(), 1, 65_535);
        } else if (section.formats().getFirst().equals("webrtc-datachannel")) {
            port = Optional.of(DEFAULT_SCTP_PORT);
        } else {
            // the syntax before RFC 8841: the port stands in the format's place, a=sctpmap explains it
            port = SdpText.number(section.formats().getFirst(), 1, 65_535);
        }
        int sctpPort = port.orElseThrow(() -> SdpException.malformed("The data section has a bad SCTP port."));
        long max = section.first("max-message-size")
                .map(text -> SdpText.number(text.strip(), 0, Integer.MAX_VALUE).orElse(Integer.MAX_VALUE))
                .map(Integer::longValue)
                .orElse(DEFAULT_MAX_MESSAGE);
        return Optional.of(new NegotiatedData(section.index(), section.mid(), sctpPort, max));
    }

    private static String ufrag(SdpOffer offer, SdpSection section) throws SdpException {
        return offer.effective(section, "ice-ufrag")
                .filter(text -> SdpText.isIceText(text, 4, 256))
                .orElseThrow(() -> SdpException.malformed("The offer has no usable ice-ufrag."));
    }

    private static String password(SdpOffer offer, SdpSection section) throws SdpException {
        return offer.effective(section, "ice-pwd")
                .filter(text -> SdpText.isIceText(text, 22, 256))
                .orElseThrow(() -> SdpException.malformed("The offer has no usable ice-pwd."));
    }

    private static List<RemoteFingerprint> fingerprints(SdpOffer offer, SdpSection section) throws SdpException {
        var found = new ArrayList<RemoteFingerprint>();
        section.all("fingerprint")
                .limit(8)
                .forEach(v -> RemoteFingerprint.parse(v).ifPresent(found::add));
        if (found.isEmpty()) {
            offer.attributes().stream()
                    .filter(a -> a.name().equals("fingerprint"))
                    .limit(8)
                    .forEach(a -> RemoteFingerprint.parse(a.value()).ifPresent(found::add));
        }
        if (found.isEmpty()) {
            throw SdpException.malformed("The offer has no certificate fingerprint by SHA-256 or stronger.");
        }
        return found;
    }

    /** Whether the device takes the DTLS client's part (RFC 8842 §5): it does wherever it may choose. */
    private static boolean setup(SdpOffer offer, SdpSection section) throws SdpException {
        String setup = offer.effective(section, "setup").orElse("actpass");
        return switch (setup) {
            case "actpass", "passive" -> true;
            case "active" -> false;
            default ->
                throw SdpException.unsupported("The offer's setup attribute is none of actpass, active, passive.");
        };
    }
}
