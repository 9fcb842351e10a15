// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import io.baton.auth.Authenticator;
import io.baton.hid.HidOutput;
import io.baton.input.InputMonitor;
import io.baton.nickname.NicknamePolicy;
import io.baton.peer.PeerService;
import io.baton.policy.SessionPolicy;
import io.baton.rpc.RpcEvents;
import io.baton.session.RosterListener;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The services of the coordinator. Each may be absent at any moment, so a caller reads it once per use.
 *
 * <p>Threading. Safe for any thread as far as the suppliers are.
 */
record Services(
        Supplier<@Nullable SessionPolicy> policySource,
        Supplier<@Nullable PeerService> peersSource,
        Supplier<@Nullable HidOutput> hidSource,
        Supplier<@Nullable NicknamePolicy> nicknamesSource,
        Supplier<@Nullable RpcEvents> eventsSource,
        Supplier<@Nullable InputMonitor> inputSource,
        Supplier<@Nullable Authenticator> authenticatorSource,
        Supplier<List<RosterListener>> listenersSource) {

    @Nullable
    SessionPolicy policy() {
        return policySource.get();
    }

    @Nullable
    PeerService peers() {
        return peersSource.get();
    }

    @Nullable
    HidOutput hid() {
        return hidSource.get();
    }

    @Nullable
    NicknamePolicy nicknames() {
        return nicknamesSource.get();
    }

    @Nullable
    RpcEvents events() {
        return eventsSource.get();
    }

    @Nullable
    InputMonitor input() {
        return inputSource.get();
    }

    @Nullable
    Authenticator authenticator() {
        return authenticatorSource.get();
    }

    List<RosterListener> listeners() {
        return listenersSource.get();
    }
}
