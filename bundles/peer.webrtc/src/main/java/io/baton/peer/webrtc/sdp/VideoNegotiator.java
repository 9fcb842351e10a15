// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sdp;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Chooses the one H.264 payload type of an offered video section, and what goes with it. */
final class VideoNegotiator {

    private static final String EXTENSIONS = "http://www.webrtc.org/experiments/rtp-hdrext/";

    /**
     * Feedback the device acts on. transport-cc is left out on purpose: a browser that may use it stops sending the
     * bandwidth estimate (REMB) the device goes by.
     */
    private static final List<String> FEEDBACK = List.of("goog-remb", "ccm fir", "nack", "nack pli");

    private final SdpSection section;
    private final Map<String, String> codecs = new LinkedHashMap<>();
    private final Map<String, String> parameters = new LinkedHashMap<>();

    private VideoNegotiator(SdpSection section) {
        this.section = section;
        section.all("rtpmap").forEach(line -> put(codecs, line));
        section.all("fmtp").forEach(line -> put(parameters, line));
    }

    /** Returns the parameters for this section; empty when the device declines it. */
    static Optional<NegotiatedVideo> negotiate(SdpSection section) {
        if (!section.protocol().endsWith("/SAVPF") || !section.has("rtcp-mux") || !wantsVideo(section)) {
            return Optional.empty();
        }
        return new VideoNegotiator(section).choose();
    }

    private static boolean wantsVideo(SdpSection section) {
        return !section.has("sendonly") && !section.has("inactive");
    }

    private static void put(Map<String, String> map, String line) {
        int space = line.indexOf(' ');
        if (space > 0) {
            map.putIfAbsent(line.substring(0, space), line.substring(space + 1));
        }
    }

    private Optional<NegotiatedVideo> choose() {
        String best = null;
        int bestRank = Integer.MAX_VALUE;
        for (String format : section.formats()) {
            int rank = rank(format);
            if (rank < bestRank) {
                best = format;
                bestRank = rank;
            }
        }
        if (best == null) {
            return Optional.empty();
        }
        String chosen = best;
        return payloadType(chosen)
                .map(type -> new NegotiatedVideo(
                        section.index(),
                        type,
                        parameters.get(chosen),
                        retransmission(chosen),
                        feedback(chosen),
                        extension(EXTENSIONS + "abs-send-time"),
                        extension(EXTENSIONS + "playout-delay"),
                        section.has("rtcp-rsize")));
    }

    /** Smaller is better; {@link Integer#MAX_VALUE} is unusable. The device sends constrained baseline. */
    private int rank(String format) {
        String codec = codecs.get(format);
        if (codec == null
                || payloadType(format).isEmpty()
                || !codec.toLowerCase(Locale.ROOT).startsWith("h264/90000")) {
            return Integer.MAX_VALUE;
        }
        String fmtp = parameters.get(format);
        String mode = parameter(fmtp, "packetization-mode");
        if (mode != null && !mode.equals("1")) {
            return Integer.MAX_VALUE;
        }
        String profile = parameter(fmtp, "profile-level-id");
        int rank = profile == null ? 3 : profileRank(profile.toLowerCase(Locale.ROOT));
        // a client that does not mention the mode at all is taken only where no other format names it
        return mode == null ? rank + 10 : rank;
    }

    private static int profileRank(String profile) {
        if (profile.equals("42e01f")) {
            return 0;
        }
        if (profile.equals("42001f")) {
            return 1;
        }
        if (profile.startsWith("42")) {
            return 2;
        }
        return profile.startsWith("4d") ? 4 : 5;
    }

    private static @Nullable String parameter(@Nullable String fmtp, String name) {
        if (fmtp == null) {
            return null;
        }
        for (String pair : fmtp.split(";", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.substring(0, equals).strip().equalsIgnoreCase(name)) {
                return pair.substring(equals + 1).strip();
            }
        }
        return null;
    }

    private static Optional<Integer> payloadType(String format) {
        return SdpText.number(format, 0, 127);
    }

    private int retransmission(String chosen) {
        for (String format : section.formats()) {
            String codec = codecs.get(format);
            if (codec != null
                    && codec.toLowerCase(Locale.ROOT).startsWith("rtx/90000")
                    && chosen.equals(parameter(parameters.get(format), "apt"))) {
                return payloadType(format).orElse(-1);
            }
        }
        return -1;
    }

    private List<String> feedback(String chosen) {
        var offered = new ArrayList<String>();
        section.all("rtcp-fb").forEach(line -> {
            int space = line.indexOf(' ');
            String type = space < 0 ? "" : line.substring(0, space);
            if (type.equals("*") || type.equals(chosen)) {
                offered.add(line.substring(space + 1).strip());
            }
        });
        return FEEDBACK.stream().filter(offered::contains).toList();
    }

    private int extension(String uri) {
        return section.all("extmap")
                .filter(line -> line.contains(" " + uri) && line.split(" ")[1].equals(uri))
                .map(line -> line.substring(0, line.indexOf(' ')))
                .map(id -> id.indexOf('/') < 0 ? id : id.substring(0, id.indexOf('/')))
                .flatMap(id -> SdpText.number(id, 1, 14).stream())
                .findFirst()
                .orElse(0);
    }
}
