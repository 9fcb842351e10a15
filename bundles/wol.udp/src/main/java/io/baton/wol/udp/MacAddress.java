// SPDX-License-Identifier: Apache-2.0
package io.baton.wol.udp;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The hardware address of a network card, of one computer: neither a group nor nothing.
 *
 * @param text in lower case with colons
 */
record MacAddress(String text) {

    private static final Pattern FORM = Pattern.compile(
            "[0-9a-fA-F]{2}(?<sep>[:-])[0-9a-fA-F]{2}(\\k<sep>[0-9a-fA-F]{2}){4}" // one kind of separator
                    + "|[0-9a-fA-F]{4}\\.[0-9a-fA-F]{4}\\.[0-9a-fA-F]{4}|[0-9a-fA-F]{12}");
    private static final int BYTES = 6;
    private static final int GROUP_BIT = 1;
    private static final int MAGIC_REPEATS = 16;

    /** Returns the address that a text is: with colons, with hyphens, with dots, or without; empty for another text. */
    static Optional<MacAddress> of(String text) {
        if (!FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        byte[] bytes = HexFormat.of().parseHex(text.replaceAll("[:.-]", "").toLowerCase(Locale.ROOT));
        boolean zero = true;
        for (byte one : bytes) {
            zero &= one == 0;
        }
        if (zero || (bytes[0] & GROUP_BIT) != 0) {
            return Optional.empty();
        }
        return Optional.of(new MacAddress(HexFormat.ofDelimiter(":").formatHex(bytes)));
    }

    /** Returns the magic packet: six bytes of ones, then the address sixteen times. */
    byte[] magicPacket() {
        byte[] address = HexFormat.ofDelimiter(":").parseHex(text);
        byte[] packet = new byte[BYTES + MAGIC_REPEATS * BYTES];
        for (int i = 0; i < packet.length; i++) {
            packet[i] = i < BYTES ? (byte) 0xFF : address[i % BYTES];
        }
        return packet;
    }
}
