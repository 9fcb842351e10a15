// SPDX-License-Identifier: Apache-2.0
package io.baton.power.gpio;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A chip whose inputs a test sets, and whose outputs it reads. Lines can fail. */
final class FakeLines implements GpioLines.Opener {

    final List<Long> written = new ArrayList<>();
    long levels;
    long risen;
    boolean edges = true;
    boolean missing;
    Runnable onSet = () -> {};
    Runnable onClose = () -> {};
    boolean failing;
    int open;
    int outputRequests;

    @Override
    public GpioLines outputs(String chip, int[] lines, long flags) throws IOException {
        outputRequests++;
        return open();
    }

    @Override
    public GpioLines inputs(String chip, int[] lines, long flags) throws IOException {
        return open();
    }

    private GpioLines open() throws IOException {
        if (missing) {
            throw new IOException("opening failed: the device is missing");
        }
        open++;
        return new Lines();
    }

    /** Returns what the outputs are now; those of lines just given are inactive. */
    long output() {
        return written.isEmpty() ? 0 : written.getLast();
    }

    private final class Lines implements GpioLines {

        @Override
        public void set(long values) throws IOException {
            fail();
            onSet.run();
            written.add(values);
        }

        @Override
        public long values() throws IOException {
            fail();
            return levels;
        }

        @Override
        public long takeRisen() throws IOException {
            fail();
            long taken = risen;
            risen = 0;
            return taken;
        }

        @Override
        public boolean tellsEdges() {
            return edges;
        }

        @Override
        public int descriptor() {
            return 7;
        }

        @Override
        public void close() {
            onClose.run();
            open--;
        }

        private void fail() throws IOException {
            if (failing) {
                throw new IOException("the device failed");
            }
        }
    }
}
