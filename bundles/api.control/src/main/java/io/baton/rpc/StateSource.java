// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc;

import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Has states that every admitted session is told of: when its {@code rpc} channel opens, and whenever the source says
 * by {@link RpcEvents#stateChanged} that one changed. Registered as a service (whiteboard) with the property
 * {@value #EVENTS}; registering it tells the sessions, too.
 *
 * <p>Threading. Called on any thread; must not block.
 */
@ConsumerType
public interface StateSource {

    /** Service property: a {@code String} or {@code String[]} of event names, as docs/wire.md lists them. */
    String EVENTS = "baton.rpc.events";

    /** Returns the parameters of the event with the present state, as JDK types. */
    Map<String, Object> state(String event);
}
