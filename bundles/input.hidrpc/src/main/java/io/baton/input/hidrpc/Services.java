// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.audit.AuditLog;
import io.baton.hid.HidOutput;
import io.baton.peer.PeerService;
import io.baton.port.ReportPorts;
import io.baton.ratelimit.RateLimiter;
import io.baton.rpc.RpcEvents;
import io.baton.session.SessionCoordinator;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The services bound at this moment, each null while it is absent, and the nano clock. */
record Services(
        Supplier<@Nullable SessionCoordinator> coordinator,
        Supplier<@Nullable HidOutput> hid,
        Supplier<@Nullable ReportPorts> ports,
        Supplier<@Nullable RateLimiter> limiter,
        Supplier<@Nullable PeerService> peers,
        Supplier<@Nullable RpcEvents> events,
        Supplier<@Nullable AuditLog> audit,
        LongSupplier nanoTime) {}
