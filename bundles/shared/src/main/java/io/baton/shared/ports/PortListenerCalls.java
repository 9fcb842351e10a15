// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.ports;

import io.baton.port.PortListener;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;

/** Calls of port listeners: one that fails is logged, and the others are called. */
public final class PortListenerCalls {

    private PortListenerCalls() {}

    /** Calls each listener, in order, on the present thread. */
    public static void each(List<PortListener> listeners, Consumer<PortListener> event, Logger log) {
        for (PortListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException | LinkageError e) {
                log.error("port listener failed", e);
            }
        }
    }
}
