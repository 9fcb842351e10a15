// SPDX-License-Identifier: Apache-2.0
package io.baton.recording.mp4;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

/** The ranges of RFC 9110 §14.1.2. */
final class ByteRangeTest {

    @Test
    void rangesWithinAFile() {
        assertEquals(new ByteRange(0, 500), ByteRange.of("bytes=0-499", 10_000));
        assertEquals(new ByteRange(9_500, 500), ByteRange.of("bytes=9500-", 10_000));
        assertEquals(new ByteRange(9_500, 500), ByteRange.of("bytes=-500", 10_000));
        assertEquals(new ByteRange(0, 10_000), ByteRange.of("bytes=-99999", 10_000));
        assertEquals(new ByteRange(0, 10_000), ByteRange.of("bytes=0-999999999999999999", 10_000));
    }

    @Test
    void rangesBehindTheFileAreNotSatisfiable() {
        assertEquals(ByteRange.UNSATISFIABLE, ByteRange.of("bytes=10000-", 10_000));
        assertEquals(ByteRange.UNSATISFIABLE, ByteRange.of("bytes=-0", 10_000));
        assertEquals(ByteRange.UNSATISFIABLE, ByteRange.of("bytes=0-", 0));
    }

    @Test
    void whatIsNoSingleRangeMeansTheWholeFile() {
        assertNull(ByteRange.of(null, 10));
        for (String header : new String[] {
            "",
            "bytes=",
            "bytes=-",
            "bytes=5-4",
            "bytes=0-1,3-4",
            "lines=0-1",
            "bytes=a-b",
            "bytes=9999999999999999999-"
        }) {
            assertNull(ByteRange.of(header, 10), header);
        }
    }
}
