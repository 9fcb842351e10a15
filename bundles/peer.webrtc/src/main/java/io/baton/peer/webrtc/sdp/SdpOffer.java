// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.sdp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A parsed offer. Attributes are kept as text; {@link SdpNegotiator} interprets them.
 *
 * @param attributes of the session
 * @param sections in order
 */
public record SdpOffer(List<SdpAttribute> attributes, List<SdpSection> sections) {

    /** The largest offer read, bytes. */
    public static final int MAX_BYTES = 64 * 1024;

    private static final int MAX_SECTIONS = 16;
    private static final int MAX_ATTRIBUTES = 2_048;
    private static final int MAX_FORMATS = 128;

    public SdpOffer {
        attributes = List.copyOf(attributes);
        sections = List.copyOf(sections);
    }

    /**
     * Reads an offer.
     *
     * @throws SdpException when it breaks the grammar or a bound
     */
    public static SdpOffer parse(String sdp) throws SdpException {
        if (sdp.length() > MAX_BYTES || sdp.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw SdpException.malformed("The offer is larger than 64 KiB.");
        }
        var session = new ArrayList<SdpAttribute>();
        var current = session;
        var sections = new ArrayList<SdpSection>();
        String media = null;
        int attributes = 0;
        int number = 0;
        for (String line : (Iterable<String>) sdp.lines()::iterator) {
            number++;
            if (line.isEmpty()) {
                continue;
            }
            char type = line.charAt(0);
            if (line.length() < 2 || line.charAt(1) != '=' || type < 'a' || type > 'z') {
                throw SdpException.malformed("Line " + number + " of the offer is not of the form x=value.");
            }
            if (number == 1 && !line.equals("v=0")) {
                throw SdpException.malformed("The offer does not begin with v=0.");
            }
            String value = line.substring(2);
            if (type == 'm') {
                if (media != null) {
                    sections.add(section(sections.size(), media, current));
                }
                media = value;
                current = new ArrayList<>();
            } else if (type == 'a') {
                if (++attributes > MAX_ATTRIBUTES) {
                    throw SdpException.malformed("The offer has too many attributes.");
                }
                current.add(SdpAttribute.parse(value));
            }
        }
        if (media != null) {
            sections.add(section(sections.size(), media, current));
        }
        if (sections.isEmpty()) {
            throw SdpException.malformed("The offer has no media section.");
        }
        return new SdpOffer(session, sections);
    }

    private static SdpSection section(int index, String line, List<SdpAttribute> attributes) throws SdpException {
        if (index >= MAX_SECTIONS) {
            throw SdpException.malformed("The offer has more than " + MAX_SECTIONS + " media sections.");
        }
        String[] words = line.split(" ", MAX_FORMATS + 4);
        if (words.length < 4 || words.length > MAX_FORMATS + 3) {
            throw SdpException.malformed("Media section " + index + " has no format, or too many.");
        }
        for (String word : words) {
            if (!SdpText.isToken(word, '/')) {
                throw SdpException.malformed("Media section " + index + " has an m= line with unexpected characters.");
            }
        }
        String port = words[1].indexOf('/') < 0 ? words[1] : words[1].substring(0, words[1].indexOf('/'));
        int number = SdpText.number(port, 0, 65_535)
                .orElseThrow(() -> SdpException.malformed("Media section " + index + " has a bad port."));
        var section =
                new SdpSection(index, words[0], number, words[2], List.of(words).subList(3, words.length), attributes);
        if (section.mid()
                .filter(mid -> !SdpText.isToken(mid, '_') || mid.length() > 64)
                .isPresent()) {
            throw SdpException.malformed("Media section " + index + " has a bad mid.");
        }
        return section;
    }

    Optional<String> first(String name) {
        return attributes.stream()
                .filter(a -> a.name().equals(name))
                .map(SdpAttribute::value)
                .findFirst();
    }

    /** An attribute of a section, or of the session where the section has none. */
    Optional<String> effective(SdpSection section, String name) {
        return section.first(name).or(() -> first(name));
    }

    /** The mids of the BUNDLE group in its order (RFC 9143); empty where the offer has none. */
    List<String> bundle() {
        return attributes.stream()
                .filter(a -> a.name().equals("group") && a.value().startsWith("BUNDLE"))
                .findFirst()
                .map(a -> List.of(a.value().substring("BUNDLE".length()).strip().split(" +")))
                .orElse(List.of());
    }
}
