// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.v4l2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EdidTest {

    @Test
    void hexadecimalDigitsMayHaveBlanks() {
        byte[] edid = edid(0);
        String text = HexFormat.of().formatHex(edid);
        assertArrayEquals(edid, parse(text));
        assertArrayEquals(edid, parse("  " + text.replaceAll("(.{32})", "$1\n ") + " "));
        assertTrue(Edid.parse("  ").isEmpty());
    }

    @Test
    void fileHasDigitsOrBytes(@TempDir Path directory) throws IOException {
        byte[] edid = edid(1);
        Path file = directory.resolve("edid");
        Files.write(file, edid);
        assertArrayEquals(edid, parse(file.toString()));
        Files.writeString(file, HexFormat.of().formatHex(edid).toUpperCase(java.util.Locale.ROOT));
        assertArrayEquals(edid, parse(file.toString()));
        assertRefused(directory.resolve("none").toString(), "cannot be read");
        Files.write(file, new byte[9000]);
        assertRefused(file.toString(), "more than 8192");
    }

    @Test
    void whatIsNoEdidIsRefusedWithAReason() {
        assertRefused("00ff", "1 to 4 blocks");
        assertRefused("xy", "hexadecimal");
        assertRefused("edid.bin", "hexadecimal");
        byte[] header = edid(0);
        header[0] = 1;
        assertRefused(HexFormat.of().formatHex(header), "begins with");
        byte[] checksum = edid(0);
        checksum[20]++;
        assertRefused(HexFormat.of().formatHex(checksum), "checksum");
        byte[] extensions = edid(0);
        extensions[126]++;
        extensions[127]--;
        assertRefused(HexFormat.of().formatHex(extensions), "extensions");
    }

    @Test
    void anyTextIsAnEdidOrRefused() {
        Random random = new Random(7);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = edid(random.nextInt(3));
            for (int n = random.nextInt(3); n > 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            String text = HexFormat.of().formatHex(bytes).substring(0, random.nextInt(2 * bytes.length + 1));
            try {
                Edid.parse(text).ifPresent(edid -> assertEquals(0, edid.bytes().length % 128));
            } catch (IllegalArgumentException e) {
                assertTrue(String.valueOf(e.getMessage()).contains("EDID"), e.getMessage());
            }
        }
    }

    private static byte[] parse(String text) {
        return Edid.parse(text).orElseThrow().bytes();
    }

    private static void assertRefused(String text, String reason) {
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> Edid.parse(text))
                .getMessage());
        assertTrue(message.contains(reason), message);
    }

    /** An EDID with right checksums and nothing of use in it. */
    private static byte[] edid(int extensions) {
        byte[] edid = new byte[128 * (extensions + 1)];
        for (int i = 1; i < 7; i++) {
            edid[i] = (byte) 0xFF;
        }
        edid[126] = (byte) extensions;
        for (int block = 0; block < edid.length; block += 128) {
            int sum = 0;
            for (int i = 0; i < 127; i++) {
                sum += edid[block + i];
            }
            edid[block + 127] = (byte) -sum;
        }
        return edid;
    }
}
