// SPDX-License-Identifier: Apache-2.0
package io.baton.device;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/** Writes an ISO 9660 image (ECMA-119) with files in its root directory, as far as a kernel needs it to mount one. */
final class IsoImage {

    private static final int SECTOR = 2048;
    private static final int DESCRIPTOR = 16;
    private static final int TERMINATOR = 17;
    private static final int ROOT = 18;
    private static final int FIRST_FILE = 19;
    private static final int DIRECTORY = 2;

    private IsoImage() {}

    /** @param files names of eight and three upper case characters, and the content */
    static byte[] of(String volume, Map<String, byte[]> files) {
        int sectors = FIRST_FILE
                + files.values().stream()
                        .mapToInt(content -> sectors(content.length))
                        .sum();
        ByteBuffer image = ByteBuffer.allocate(sectors * SECTOR);
        ByteBuffer root = sector(image, ROOT);
        root.put(record("\0", ROOT, SECTOR, DIRECTORY));
        root.put(record("\1", ROOT, SECTOR, DIRECTORY));
        int at = FIRST_FILE;
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            root.put(record(file.getKey() + ";1", at, file.getValue().length, 0));
            image.position(at * SECTOR).put(file.getValue());
            at += sectors(file.getValue().length);
        }
        ByteBuffer descriptor = sector(image, DESCRIPTOR);
        descriptor.put("\1CD001\1\0".getBytes(StandardCharsets.ISO_8859_1));
        byte[] names = new byte[64];
        Arrays.fill(names, (byte) ' ');
        System.arraycopy(volume.getBytes(StandardCharsets.US_ASCII), 0, names, 32, volume.length());
        descriptor.put(names);
        both32(descriptor.position(80), sectors);
        both16(descriptor.position(120), 1);
        both16(descriptor.position(124), 1);
        both16(descriptor.position(128), SECTOR);
        descriptor.position(156).put(record("\0", ROOT, SECTOR, DIRECTORY));
        descriptor.put(881, (byte) 1);
        sector(image, TERMINATOR).put("\377CD001\1".getBytes(StandardCharsets.ISO_8859_1));
        return image.array();
    }

    private static ByteBuffer sector(ByteBuffer image, int number) {
        return image.slice(number * SECTOR, SECTOR);
    }

    private static int sectors(int bytes) {
        return (bytes + SECTOR - 1) / SECTOR;
    }

    /** A directory record, section 9.1. */
    private static byte[] record(String name, int sector, int length, int flags) {
        int size = 33 + name.length() + (name.length() + 1) % 2;
        ByteBuffer record = ByteBuffer.allocate(size);
        record.put(0, (byte) size);
        both32(record.position(2), sector);
        both32(record.position(10), length);
        // 2026-11-30 07:00:00 UTC
        record.position(18).put(new byte[] {126, 11, 30, 7, 0, 0, 0});
        record.put(25, (byte) flags);
        both16(record.position(28), 1);
        record.put(32, (byte) name.length());
        record.position(33).put(name.getBytes(StandardCharsets.ISO_8859_1));
        return record.array();
    }

    /** Both byte orders, sections 7.2.3 and 7.3.3. */
    private static void both16(ByteBuffer at, int value) {
        at.order(ByteOrder.LITTLE_ENDIAN).putShort((short) value);
        at.order(ByteOrder.BIG_ENDIAN).putShort((short) value);
    }

    private static void both32(ByteBuffer at, int value) {
        at.order(ByteOrder.LITTLE_ENDIAN).putInt(value);
        at.order(ByteOrder.BIG_ENDIAN).putInt(value);
    }
}
