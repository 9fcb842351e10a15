// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tasks run one at a time, in order, also after a failure. */
class SerialExecutorTest {

    private final List<String> fatal = new ArrayList<>();
    private final SerialExecutor executor = new SerialExecutor(fatal::add);
    private final List<String> done = new ArrayList<>();

    @Test
    void submittedTaskRunsAfterTheSubmittingOne() {
        executor.run(() -> {
            executor.run(() -> done.add("second"));
            done.add("first");
        });
        assertEquals(List.of("first", "second"), done);
    }

    /** A class of a replaced bundle throws a LinkageError. */
    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, NoClassDefFoundError.class})
    void failedTaskDoesNotBlockLaterOnes(Class<? extends Throwable> failure) {
        executor.run(() -> {
            executor.run(() -> done.add("waiting"));
            fail(failure);
        });
        executor.run(() -> done.add("next"));
        assertEquals(List.of("waiting", "next"), done);
        assertEquals(List.of(), fatal);
    }

    @Test
    void errorInATaskIsReportedAsFatalAndLaterTasksRun() {
        executor.run(() -> {
            executor.run(() -> done.add("waiting"));
            throw new OutOfMemoryError("on purpose");
        });
        executor.run(() -> done.add("next"));
        assertEquals(List.of("input task died: java.lang.OutOfMemoryError"), fatal);
        assertEquals(List.of("waiting", "next"), done);
    }

    private static void fail(Class<? extends Throwable> failure) {
        if (failure == NoClassDefFoundError.class) {
            throw new NoClassDefFoundError("removed on purpose");
        }
        throw new IllegalStateException("broken on purpose");
    }
}
