// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.terminal;

/**
 * How characters are sent on a serial line.
 *
 * @param baudRate bits per second
 * @param dataBits 5–8
 * @param parity the parity bit
 * @param stopBits the stop bits
 */
public record LineMode(int baudRate, int dataBits, Parity parity, StopBits stopBits) {

    public static final int MIN_BAUD_RATE = 50;
    public static final int MAX_BAUD_RATE = 4_000_000;

    private static final int MIN_DATA_BITS = 5;
    private static final int MAX_DATA_BITS = 8;

    /** The parity bit. */
    public enum Parity {
        NONE("none"),
        ODD("odd"),
        EVEN("even"),
        MARK("mark"),
        SPACE("space");

        private final String wireName;

        Parity(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }

    /** The length of the pause after a character. */
    public enum StopBits {
        ONE("1"),
        ONE_AND_A_HALF("1.5"),
        TWO("2");

        private final String wireName;

        StopBits(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }

    /** @throws IllegalArgumentException with a sentence for users, for a mode that no line can have */
    public LineMode {
        if (baudRate < MIN_BAUD_RATE || baudRate > MAX_BAUD_RATE) {
            throw new IllegalArgumentException(
                    "baudRate must be a whole number within " + MIN_BAUD_RATE + "–" + MAX_BAUD_RATE);
        }
        if (dataBits < MIN_DATA_BITS || dataBits > MAX_DATA_BITS) {
            throw new IllegalArgumentException("dataBits must be 5, 6, 7 or 8");
        }
        // the hardware has one bit for both: with five data bits it means one and a half
        if (stopBits == StopBits.ONE_AND_A_HALF && dataBits != MIN_DATA_BITS) {
            throw new IllegalArgumentException("stopBits can be 1.5 only with 5 data bits");
        }
        if (stopBits == StopBits.TWO && dataBits == MIN_DATA_BITS) {
            throw new IllegalArgumentException("stopBits can be 1 or 1.5 with 5 data bits");
        }
    }
}
