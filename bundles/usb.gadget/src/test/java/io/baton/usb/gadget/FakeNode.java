// SPDX-License-Identifier: Apache-2.0
package io.baton.usb.gadget;

import io.baton.port.WriteResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;

/** A node whose kernel side is moved by hand. */
final class FakeNode implements ReportNode {

    WriteResult next = WriteResult.WRITTEN;
    final List<String> written = new ArrayList<>();
    final Deque<Integer> output = new ArrayDeque<>();
    boolean closed;

    @Override
    public WriteResult write(byte[] report) {
        if (next == WriteResult.WRITTEN) {
            written.add(HexFormat.of().formatHex(report));
        }
        return next;
    }

    @Override
    public int readLast() {
        int last = NONE;
        while (!output.isEmpty()) {
            last = output.remove();
        }
        return last;
    }

    @Override
    public void refresh() {}

    @Override
    public int descriptor() {
        return closed ? NONE : 7;
    }

    @Override
    public void close() {
        closed = true;
    }
}
