// SPDX-License-Identifier: Apache-2.0
package io.baton.settings.jetkvm;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Extended Display Identification Data (VESA E-EDID 1.4). */
final class Edid {

    private static final int BLOCK = 128;
    private static final int MAX_BLOCKS = 4;
    private static final int EXTENSIONS = 126;
    private static final byte[] HEADER = {0, -1, -1, -1, -1, -1, -1, 0};

    private Edid() {}

    /**
     * A mode by its timing (VESA DMT 1.13, CTA-861).
     *
     * @param clock in units of 10 kHz
     */
    private record Timing(
            String name,
            int clock,
            int width,
            int blankX,
            int frontX,
            int syncX,
            int height,
            int blankY,
            int frontY,
            int syncY,
            boolean positive) {}

    private static final List<Timing> TIMINGS = List.of(
            new Timing("1920x1080, 60 Hz", 14_850, 1920, 280, 88, 44, 1080, 45, 4, 5, true),
            new Timing("1920x1200, 60 Hz", 15_400, 1920, 160, 48, 32, 1200, 35, 3, 6, true),
            new Timing("1600x1200, 60 Hz", 16_200, 1600, 560, 64, 192, 1200, 50, 1, 3, true),
            new Timing("1280x1024, 60 Hz", 10_800, 1280, 408, 48, 112, 1024, 42, 1, 3, true),
            new Timing("1280x720, 60 Hz", 7_425, 1280, 370, 110, 40, 720, 30, 5, 5, true),
            new Timing("1024x768, 60 Hz", 6_500, 1024, 320, 24, 136, 768, 38, 3, 6, false));

    private static final List<Map<String, Object>> PRESETS = TIMINGS.stream()
            .map(timing -> Map.<String, Object>of("name", timing.name(), "edid", written(build(timing))))
            .toList();

    /** Returns those that the device offers by name, one for each mode, the first the best for most. */
    static List<Map<String, Object>> presets() {
        return PRESETS;
    }

    /** Returns what is wrong with an EDID in hexadecimal, in words; empty for nothing. */
    static String problem(String hex) {
        byte[] bytes;
        try {
            bytes = HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException e) {
            return "must be hexadecimal digits, two for each byte";
        }
        if (bytes.length == 0 || bytes.length % BLOCK != 0 || bytes.length > BLOCK * MAX_BLOCKS) {
            return "must be one to four blocks of 128 bytes";
        }
        if (!Arrays.equals(Arrays.copyOf(bytes, HEADER.length), HEADER)) {
            return "must begin with 00FFFFFFFFFFFF00";
        }
        if (bytes[EXTENSIONS] != bytes.length / BLOCK - 1) {
            return "says that it has %d extensions, and has %d"
                    .formatted(bytes[EXTENSIONS] & 0xFF, bytes.length / BLOCK - 1);
        }
        for (int block = 0; block < bytes.length / BLOCK; block++) {
            if (sum(bytes, block * BLOCK, BLOCK) != 0) {
                return "has a wrong checksum in block " + block;
            }
        }
        return "";
    }

    private static String written(byte[] bytes) {
        return HexFormat.of().withUpperCase().formatHex(bytes);
    }

    private static int sum(byte[] bytes, int from, int length) {
        int sum = 0;
        for (int i = from; i < from + length; i++) {
            sum += bytes[i];
        }
        return sum & 0xFF;
    }

    /** A digital display with this mode as its preferred and only one, beside what every display has. */
    private static byte[] build(Timing timing) {
        byte[] edid = new byte[BLOCK];
        System.arraycopy(HEADER, 0, edid, 0, HEADER.length);
        // manufacturer BTN in three letters of five bits, product by width, year 2026
        int maker = (('B' - '@') << 10) | (('T' - '@') << 5) | ('N' - '@');
        edid[8] = (byte) (maker >> 8);
        edid[9] = (byte) maker;
        edid[10] = (byte) timing.width();
        edid[11] = (byte) (timing.width() >> 8);
        edid[16] = 1;
        edid[17] = 2026 - 1990;
        edid[18] = 1;
        edid[19] = 3;
        // digital, size unknown, gamma 2.2, RGB; sRGB, the preferred mode is the first one
        edid[20] = (byte) 0x80;
        edid[23] = 120;
        edid[24] = 0x06;
        // the primaries of sRGB
        byte[] primaries = HexFormat.of().parseHex("EE91A3544C99260F5054");
        System.arraycopy(primaries, 0, edid, 25, primaries.length);
        // 640x480 at 60 Hz, which every source can show
        edid[35] = 0x20;
        for (int i = 38; i < 54; i += 2) {
            edid[i] = 1;
            edid[i + 1] = 1;
        }
        detailed(timing, edid, 54);
        name(edid, 72);
        limits(timing, edid, 90);
        edid[108 + 3] = 0x10;
        edid[BLOCK - 1] = (byte) -sum(edid, 0, BLOCK - 1);
        return edid;
    }

    private static void detailed(Timing timing, byte[] edid, int at) {
        edid[at] = (byte) timing.clock();
        edid[at + 1] = (byte) (timing.clock() >> 8);
        edid[at + 2] = (byte) timing.width();
        edid[at + 3] = (byte) timing.blankX();
        edid[at + 4] = (byte) ((timing.width() >> 8 << 4) | (timing.blankX() >> 8));
        edid[at + 5] = (byte) timing.height();
        edid[at + 6] = (byte) timing.blankY();
        edid[at + 7] = (byte) ((timing.height() >> 8 << 4) | (timing.blankY() >> 8));
        edid[at + 8] = (byte) timing.frontX();
        edid[at + 9] = (byte) timing.syncX();
        edid[at + 10] = (byte) ((timing.frontY() << 4) | timing.syncY());
        edid[at + 11] = (byte) ((timing.frontX() >> 8 << 6) | (timing.syncX() >> 8 << 4));
        edid[at + 17] = (byte) (timing.positive() ? 0x1E : 0x18);
    }

    private static void name(byte[] edid, int at) {
        edid[at + 3] = (byte) 0xFC;
        byte[] text = String.format(Locale.ROOT, "%-13s", "Baton KVM\n").getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(text, 0, edid, at + 5, text.length);
    }

    private static void limits(Timing timing, byte[] edid, int at) {
        edid[at + 3] = (byte) 0xFD;
        edid[at + 5] = 50;
        edid[at + 6] = 75;
        edid[at + 7] = 30;
        edid[at + 8] = 83;
        edid[at + 9] = (byte) ((timing.clock() + 999) / 1000);
        edid[at + 10] = 0x01;
        edid[at + 11] = 0x0A;
        Arrays.fill(edid, at + 12, at + 18, (byte) ' ');
    }
}
