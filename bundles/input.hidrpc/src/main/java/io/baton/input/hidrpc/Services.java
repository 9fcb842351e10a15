// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.hid.HidOutput;
import io.baton.peer.PeerService;
import io.baton.ratelimit.RateLimiter;
import io.baton.rpc.RpcEvents;
import io.baton.session.SessionCoordinator;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Who is around at this moment; anybody may be away. */
record Services(
        Supplier<@Nullable SessionCoordinator> desk,
        Supplier<@Nullable HidOutput> hid,
        Supplier<@Nullable RateLimiter> limiter,
        Supplier<@Nullable PeerService> peers,
        Supplier<@Nullable RpcEvents> events,
        LongSupplier nanoTime) {}
