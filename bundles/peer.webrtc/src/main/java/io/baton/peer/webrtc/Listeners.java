// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import io.baton.peer.PeerListener;
import java.util.function.Consumer;

/** The listeners; one counts from the moment it has been told what is already there. */
final class Listeners {

    private static final class Entry {

        final PeerListener listener;
        /** Written by the receive thread once it has caught up. */
        volatile boolean current;

        Entry(PeerListener listener) {
            this.listener = listener;
        }
    }

    private final ServiceRegistry<Entry> entries = new ServiceRegistry<>();
    private final Consumer<Runnable> receiveThread;

    Listeners(Consumer<Runnable> receiveThread) {
        this.receiveThread = receiveThread;
    }

    /** @param catchUp tells a listener what is already there; called on the receive thread */
    void add(PeerListener listener, Consumer<PeerListener> catchUp) {
        var entry = new Entry(listener);
        entries.add(entry);
        receiveThread.accept(() -> {
            Callbacks.run("peer listener", () -> catchUp.accept(listener));
            entry.current = true;
        });
    }

    void remove(PeerListener listener) {
        entries.removeIf(entry -> entry.listener == listener);
    }

    /** Tells everybody. Receive thread only. */
    void tell(Consumer<PeerListener> what) {
        for (Entry entry : entries.list()) {
            if (entry.current) {
                Callbacks.run("peer listener", () -> what.accept(entry.listener));
            }
        }
    }
}
