// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.dbus;

import java.io.IOException;
import java.util.List;

/** Calls methods of services on a message bus. */
public interface SystemBus {

    /**
     * Calls a method and waits for its reply.
     *
     * @param signature types of the arguments
     * @return the values of the reply, as JDK types: numbers are {@code Long} or {@code Double}, dictionaries
     *     {@code Map}, arrays and structures {@code List}, {@code ay} is {@code byte[]}
     * @throws DBusException when the callee answers with an error
     * @throws IOException when there is no bus, or no reply in time
     */
    List<Object> call(
            String destination, String path, String type, String member, String signature, List<Object> arguments)
            throws IOException;
}
