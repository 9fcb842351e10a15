// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import java.io.IOException;
import java.net.URI;

/** Viewers with video, each of which makes two calls a second. */
final class Observers implements AutoCloseable {
    private final ViewerProcess viewers;
    private final int count;

    private Observers(ViewerProcess viewers, int count) {
        this.viewers = viewers;
        this.count = count;
    }

    static Observers join(URI sessions, int count) throws IOException {
        return new Observers(ViewerProcess.join(sessions, "-n", Integer.toString(count), "-rate", "2"), count);
    }

    /** RTP packets that never came, all observers together. */
    long missing() throws IOException {
        long sum = 0;
        for (int viewer = 0; viewer < count; viewer++) {
            sum += viewers.ask(viewer + " report").path("missing").asLong();
        }
        return sum;
    }

    @Override
    public void close() {
        viewers.close();
    }
}
