// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import io.baton.hid.HidOutput;
import io.baton.input.InputMonitor;
import io.baton.nickname.NicknamePolicy;
import io.baton.peer.PeerService;
import io.baton.policy.SessionPolicy;
import io.baton.rpc.RpcEvents;
import io.baton.session.RosterListener;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The services of the coordinator, each of which may be absent at any moment; read once per use. */
interface Services {

    @Nullable
    SessionPolicy policy();

    @Nullable
    PeerService peers();

    @Nullable
    HidOutput hid();

    @Nullable
    NicknamePolicy nicknames();

    @Nullable
    RpcEvents events();

    @Nullable
    InputMonitor input();

    List<RosterListener> listeners();
}
