// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import io.baton.input.InputCounters;
import io.baton.input.InputMonitor;
import io.baton.peer.PeerId;
import io.baton.peer.PeerService;
import io.baton.peer.PeerStats;
import io.baton.policy.SessionPolicy;
import io.baton.session.Roster;
import io.baton.session.SessionCoordinator;
import io.baton.session.SessionId;
import io.baton.session.TrustScore;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Collects what is known of the live sessions: from the coordinator, the policy, the peers and the input pipeline, each
 * of which may be absent while it is replaced.
 *
 * <p>Threading. Any thread; does not block.
 */
@Component(service = SessionsReader.class)
public final class SessionsReader {

    private final LongSupplier nanoTime;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SessionPolicy policy;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable PeerService peers;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable InputMonitor input;

    @Activate
    public SessionsReader() {
        this(System::nanoTime);
    }

    SessionsReader(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Returns the sessions of a coordinator with all that is known of them. */
    SessionsTable table(SessionCoordinator present) {
        Roster roster = present.roster();
        Instant now = present.now();
        SessionPolicy rules = policy;
        PeerService service = peers;
        InputMonitor monitor = input;
        Function<SessionId, Optional<TrustScore>> trust =
                id -> rules == null ? Optional.empty() : rules.trust(roster, id, now);
        Function<PeerId, Optional<PeerStats>> stats = peer -> service == null ? Optional.empty() : service.stats(peer);
        Function<PeerId, Optional<Duration>> inputAge = peer -> {
            long last = monitor == null ? 0 : monitor.lastInputNanos(peer);
            return last == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(nanoTime.getAsLong() - last));
        };
        return new SessionsTable(roster, now, trust, stats, inputAge);
    }

    /** Returns what became of input, in a sentence. */
    String input() {
        InputMonitor monitor = input;
        if (monitor == null) {
            return "The input pipeline is being replaced.";
        }
        InputCounters counters = monitor.counters();
        return "Input since start: %d accepted; refused: %d without control, %d after control had passed on, %d malformed, %d too many, %d too old."
                .formatted(
                        counters.accepted(),
                        counters.notInControl(),
                        counters.stale(),
                        counters.malformed(),
                        counters.rateLimited(),
                        counters.expired());
    }
}
