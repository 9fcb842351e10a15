// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sdp;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Negotiates an offer. Accepts the first usable video section and the first data section; every other section of the
 * offer is declined in its place, save one that carries the transport of the BUNDLE group.
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
        return negotiated(offer);
    }

    /**
     * Reads the answer to an offer of {@link SdpOfferWriter}.
     *
     * @throws SdpException when it does not accept the video as it was offered, or lacks what any connection needs
     */
    public static NegotiatedSession negotiateAnswer(SdpOffer answer) throws SdpException {
        NegotiatedSession session = negotiated(answer);
        NegotiatedVideo video = session.video();
        SdpSection section = answer.sections().getFirst();
        String setup = answer.effective(section, "setup").orElse("");
        if (video == null
                || video.section() != 0
                || video.payloadType() != SdpOfferWriter.PAYLOAD_TYPE
                || (video.rtxPayloadType() >= 0 && video.rtxPayloadType() != SdpOfferWriter.RTX_PAYLOAD_TYPE)
                || video.absSendTime() != 0
                || video.playoutDelay() != 0
                || session.data() != null) {
            throw SdpException.unsupported("The answer does not accept the video as it was offered.");
        }
        if (!setup.equals("active") && !setup.equals("passive")) {
            throw SdpException.malformed("The answer's setup attribute is neither active nor passive.");
        }
        return session;
    }

    private static NegotiatedSession negotiated(SdpOffer offer) throws SdpException {
        NegotiatedVideo video = null;
        NegotiatedData data = null;
        var accepted = new ArrayList<SdpSection>();
        for (SdpSection section : offer.sections()) {
            if (!section.offered() || !sharesTransport(section, accepted, offer.bundle())) {
                continue;
            }
            if (video == null && section.kind().equals("video")) {
                video = VideoNegotiator.negotiate(section).orElse(null);
                if (video != null) {
                    accepted.add(section);
                }
            } else if (data == null && section.kind().equals("application")) {
                data = data(section).orElse(null);
                if (data != null) {
                    accepted.add(section);
                }
            }
        }
        if (accepted.isEmpty()) {
            throw SdpException.unsupported(
                    "The offer has neither H.264 video (packetization-mode 1) to receive nor data channels.");
        }
        SdpSection transport = transport(offer, accepted);
        return new NegotiatedSession(
                transport.index(),
                transport.mid().orElse(""),
                group(offer.bundle(), transport, accepted),
                ufrag(offer, transport),
                password(offer, transport),
                fingerprints(offer, transport),
                setup(offer, transport),
                video,
                data,
                offer.effective(transport, "ice-options").orElse("").contains("trickle"),
                transport.all("candidate").limit(MAX_CANDIDATES).toList());
    }

    /** All accepted sections share one transport: without a BUNDLE group that is one section only. */
    private static boolean sharesTransport(SdpSection section, List<SdpSection> accepted, List<String> bundle) {
        return accepted.isEmpty()
                || (section.isIn(bundle) && accepted.getFirst().isIn(bundle));
    }

    /**
     * Returns the section whose transport is used: in a BUNDLE group the first one of the group with a transport of its
     * own (RFC 9143 §7.3.2). A section that is declined otherwise is accepted as inactive then, because browsers refuse
     * an answer that declines the section their transport belongs to.
     */
    private static SdpSection transport(SdpOffer offer, List<SdpSection> accepted) {
        SdpSection first = accepted.getFirst();
        if (!first.isIn(offer.bundle())) {
            return first;
        }
        return offer.bundle().stream()
                .flatMap(mid -> offer.sections().stream()
                        .filter(section -> section.mid().filter(mid::equals).isPresent())
                        .limit(1))
                .filter(section -> section.port() != 0)
                .filter(section -> accepted.contains(section) || canBeInactive(offer, section))
                .findFirst()
                .orElse(first);
    }

    private static boolean canBeInactive(SdpOffer offer, SdpSection section) {
        return section.protocol().endsWith("/SAVPF")
                && section.has("rtcp-mux")
                && offer.effective(section, "ice-ufrag").isPresent()
                && offer.effective(section, "fingerprint").isPresent();
    }

    private static List<String> group(List<String> bundle, SdpSection transport, List<SdpSection> accepted) {
        if (!transport.isIn(bundle)) {
            return List.of();
        }
        var sections = new LinkedHashSet<SdpSection>();
        sections.add(transport);
        sections.addAll(accepted);
        return sections.stream().flatMap(section -> section.mid().stream()).toList();
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
        return Optional.of(new NegotiatedData(section.index(), sctpPort, max));
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
