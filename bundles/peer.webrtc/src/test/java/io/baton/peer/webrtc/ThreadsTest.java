// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ThreadsTest {

    @Test
    void threadThatWasNotStartedIsNotWaitedFor() {
        Thread thread = Thread.ofPlatform().name("baton-test").unstarted(() -> {});
        Threads.join(thread);
        assertEquals(Thread.State.NEW, thread.getState());
    }
}
