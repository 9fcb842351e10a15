// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A writer that keeps what was written; a test can make it stop taking anything, as a client does that never reads. */
final class RecordingSocketWriter implements SocketWriter {

    final List<String> written = new ArrayList<>();
    private final List<Consumer<Boolean>> unfinished = new ArrayList<>();
    int pings;
    boolean stuck;
    boolean broken;
    boolean cut;

    @Nullable
    Integer closed;

    @Override
    public void text(String frame, Consumer<Boolean> done) {
        written.add(frame);
        finish(done);
    }

    @Override
    public void ping(Consumer<Boolean> done) {
        pings++;
        finish(done);
    }

    @Override
    public void close(int code, String reason) {
        closed = code;
    }

    @Override
    public void disconnect() {
        cut = true;
    }

    private void finish(Consumer<Boolean> done) {
        if (stuck) {
            unfinished.add(done);
        } else {
            done.accept(!broken);
        }
    }

    /** The client reads again. */
    void finishAll() {
        stuck = false;
        List<Consumer<Boolean>> due = List.copyOf(unfinished);
        unfinished.clear();
        due.forEach(done -> done.accept(!broken));
    }
}
