// SPDX-License-Identifier: Apache-2.0
package io.baton.audit.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.baton.testkit.DamagedSeeds;
import org.junit.jupiter.api.Test;

/** S33: a journal of any content is read to its lines, and none that was changed counts as good. */
class LineReaderFuzzTest {

    @FuzzTest
    void readsEachLineAndTrustsNoneThatWasChanged(byte[] data) {
        LineReader reader = LineReader.of(data);
        int from = 0;
        for (LineReader.Line line : reader.lines()) {
            assertEquals(from, line.from());
            assertTrue(line.to() < data.length && data[line.to()] == '\n');
            if (line.good()) {
                assertNotNull(line.entry());
            }
            from = line.to() + 1;
        }
        reader.isDamagedInside();
        reader.lastGood();
    }

    @Test
    void s33DamagedJournalsAreRead() {
        DamagedSeeds.run(
                LineReaderFuzzTest.class,
                "readsEachLineAndTrustsNoneThatWasChanged",
                this::readsEachLineAndTrustsNoneThatWasChanged);
    }
}
