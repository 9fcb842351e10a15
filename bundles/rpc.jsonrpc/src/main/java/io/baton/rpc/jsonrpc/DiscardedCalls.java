// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.peer.PeerId;
import io.baton.rpc.RpcMethods;
import io.baton.session.SessionCoordinator;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells the providers of control methods of calls that were refused before they reached one: a key or button may have
 * stayed down. While the provider is absent, its successor is told, as long as the peer has control; several calls of
 * one method are told as one without parameters.
 *
 * <p>Threading. Any thread.
 */
final class DiscardedCalls {

    private static final Duration RETRY = Duration.ofMillis(50);

    private record Key(PeerId peer, String method) {}

    private record Details(Map<String, Object> params, long fencingToken) {

        Details and(Details later) {
            return new Details(
                    params.equals(later.params) ? params : Map.of(), Math.max(fencingToken, later.fencingToken));
        }
    }

    private final Dispatcher.Services services;
    private final Timer timer;
    private final Map<Key, Details> untold = new ConcurrentHashMap<>();
    private final Set<Key> scheduled = ConcurrentHashMap.newKeySet();

    DiscardedCalls(Dispatcher.Services services, Timer timer) {
        this.services = services;
        this.timer = timer;
    }

    void add(PendingCall call) {
        add(
                new Key(call.message().peer(), call.call().method()),
                new Details(call.call().params(), call.message().fencingToken()));
    }

    private void add(Key key, Details details) {
        RpcMethods provider = services.provider(key.method);
        boolean told =
                provider != null && provider.callDiscarded(key.peer, key.method, details.params, details.fencingToken);
        if (!told) {
            untold.merge(key, details, Details::and);
            if (scheduled.add(key)) {
                timer.after(RETRY, () -> tellAgain(key));
            }
        }
    }

    private void tellAgain(Key key) {
        scheduled.remove(key);
        Details details = untold.remove(key);
        SessionCoordinator coordinator = services.coordinator();
        if (details != null && (coordinator == null || coordinator.roster().controls(key.peer))) {
            add(key, details);
        }
    }
}
