// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import io.baton.peer.PeerListener;
import java.util.function.Consumer;

/** The registered listeners; events reach a listener from the moment it was told of what exists already. */
final class Listeners {

    private static final class Entry {

        final PeerListener listener;
        /** Set by the receive thread once the listener was told of what exists. */
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

    /** @param catchUp tells a listener of what exists already; called on the receive thread */
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

    /** Calls every listener. Receive thread only. */
    void tell(Consumer<PeerListener> what) {
        for (Entry entry : entries.list()) {
            if (entry.current) {
                Callbacks.run("peer listener", () -> what.accept(entry.listener));
            }
        }
    }
}
