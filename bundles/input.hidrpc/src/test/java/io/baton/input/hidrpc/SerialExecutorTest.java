// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One at a time, in order, and open again after whatever went wrong. */
class SerialExecutorTest {

    private final SerialExecutor lane = new SerialExecutor();
    private final List<String> done = new ArrayList<>();

    @Test
    void aTaskThatBringsAnotherIsFinishedFirst() {
        lane.run(() -> {
            lane.run(() -> done.add("second"));
            done.add("first");
        });
        assertEquals(List.of("first", "second"), done);
    }

    /** A class that went with the bundle it came from is a LinkageError. */
    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, NoClassDefFoundError.class})
    void isFreeAgainAfterATaskThatFailed(Class<? extends Throwable> failure) {
        lane.run(() -> {
            lane.run(() -> done.add("waiting"));
            fail(failure);
        });
        lane.run(() -> done.add("next"));
        assertEquals(List.of("waiting", "next"), done);
    }

    private static void fail(Class<? extends Throwable> failure) {
        if (failure == NoClassDefFoundError.class) {
            throw new NoClassDefFoundError("gone on purpose");
        }
        throw new IllegalStateException("broken on purpose");
    }
}
