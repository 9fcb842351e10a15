// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.baton.shared.sets.SetFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StartCounterTest {
    private final List<String> log = new ArrayList<>();
    private final Path directory;
    private final SetFiles files;

    StartCounterTest(@TempDir Path folder) {
        directory = folder.resolve("sets");
        files = new SetFiles(directory);
    }

    @Test
    void startThatEndsBeforeItIsStableIsCounted() {
        begin();
        begin();
        assertEquals(2, files.starts());
        assertEquals(List.of("Starts that failed since the last good one: 1."), log);
    }

    @Test
    void stableStartEndsTheRow() {
        begin();
        StartCounter counter = begin();
        counter.stable();
        assertEquals(0, files.starts());
        counter.stoppedWhenAsked();
        assertEquals(0, files.starts());
    }

    @Test
    void startThatIsToldToStopDoesNotCount() {
        begin();
        begin().stoppedWhenAsked();
        assertEquals(1, files.starts());
    }

    @Test
    void countThatCannotBeWrittenIsReportedAndTheStartGoesOn() throws IOException {
        Files.createFile(directory);
        begin();
        assertEquals(1, log.size());
        assertEquals(0, files.starts());
    }

    private StartCounter begin() {
        StartCounter counter = new StartCounter(files, log::add);
        counter.begin();
        return counter;
    }
}
