// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.ice;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * ICE of the device for one peer: a full agent (RFC 8445). It answers the other side's checks, checks back, and keeps
 * asking for consent on the path in use (RFC 7675). In the controlled role, where the other side offered, it follows
 * that side's nominations; in the controlling role it nominates the first path that works.
 *
 * <p>It does no I/O and has no thread: the owner hands in messages, calls {@link #tick} at {@link #deadline}, and reads
 * {@link #selected} and {@link #isLost} after either.
 *
 * <p>The tie-breaker is the least one in the controlled role and the largest in the controlling role, so that a role
 * conflict ends with the offerer controlling, as it should.
 *
 * <p>Threading. Not thread-safe; the owner serialises.
 */
public final class IceAgent {

    private static final int MAX_CHECKS = 7;
    private static final long FIRST_RETRY_NANOS = 250_000_000L;
    private static final long CONSENT_RETRY_NANOS = 500_000_000L;
    /** The time in which a path that is verified must give an answer: that of four checks, within two seconds. */
    private static final long VERIFY_NANOS = 1_900_000_000L;
    /** A better path keeps its place against a worse nomination for this long: aggressive nominators name them all. */
    private static final long NOMINATION_HOLD_NANOS = 1_000_000_000L;

    private final int tag;
    private final IceCredentials local;
    private final IceCredentials remote;
    private final StunKey localKey;
    private final StunKey remoteKey;
    private final List<InetSocketAddress> bases;
    private final Supplier<IceTimings> timings;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final IceOutput output;
    private final boolean controlling;
    private final CheckList pairs = new CheckList();

    private long paceUntil;
    private @Nullable IcePair selected;
    private boolean lost;
    private boolean verifying;
    private long verifyUntil;

    /** Creates an agent in the controlled role, with the same parameters. */
    public IceAgent(
            int tag,
            IceCredentials local,
            IceCredentials remote,
            List<InetSocketAddress> bases,
            Supplier<IceTimings> timings,
            LongSupplier nanoTime,
            RandomGenerator random,
            IceOutput output) {
        this(tag, local, remote, bases, timings, nanoTime, random, false, output);
    }

    /**
     * @param tag a number that comes back in every answer to this agent's checks ({@link StunMessage#tag})
     * @param bases addresses of the device's sockets, by their number; a list that may grow
     * @param timings read at each use: they may change
     * @param random a secure generator, for transaction ids
     * @param controlling whether the device offered
     */
    public IceAgent(
            int tag,
            IceCredentials local,
            IceCredentials remote,
            List<InetSocketAddress> bases,
            Supplier<IceTimings> timings,
            LongSupplier nanoTime,
            RandomGenerator random,
            boolean controlling,
            IceOutput output) {
        this.controlling = controlling;
        this.tag = tag;
        this.local = local;
        this.remote = remote;
        this.localKey = new StunKey(local.password());
        this.remoteKey = new StunKey(remote.password());
        this.bases = bases;
        this.timings = timings;
        this.nanoTime = nanoTime;
        this.random = random;
        this.output = output;
        this.paceUntil = nanoTime.getAsLong();
    }

    /** Adds a candidate of the other side and begins to check it; surplus ones are ignored. */
    public void addRemote(RemoteCandidate candidate) {
        for (int base = 0; base < bases.size(); base++) {
            if (reaches(bases.get(base), candidate.address())) {
                pairs.pair(
                        new IcePath(base, candidate.address()), candidate.priority(), selected, nanoTime.getAsLong());
            }
        }
    }

    private static boolean reaches(InetSocketAddress base, InetSocketAddress remote) {
        var from = base.getAddress();
        var to = remote.getAddress();
        if (from.isAnyLocalAddress()) {
            return true;
        }
        return from.getClass() == to.getClass()
                && from.isLoopbackAddress() == to.isLoopbackAddress()
                && from.isLinkLocalAddress() == to.isLinkLocalAddress();
    }

    /**
     * Handles a Binding request for this agent.
     *
     * @return whether it is authentic: its source address now belongs to this peer
     */
    public boolean request(StunMessage message, IcePath path) {
        String expected = local.ufrag() + ":" + remote.ufrag();
        if (!expected.equals(message.username()) || !message.isAuthentic(localKey)) {
            return false;
        }
        if (message.unknownAttribute() != 0) {
            reject(message, path, 420, "Unknown Attribute");
            return true;
        }
        if (controlling ? message.fromControlling() : message.fromControlled()) {
            reject(message, path, 487, "Role Conflict");
            return true;
        }
        if (message.priority() < 0) {
            reject(message, path, 400, "Bad Request");
            return true;
        }
        output.send(
                path,
                new StunWriter(StunType.BINDING_SUCCESS, message.transaction())
                        .xorMapped(path.remote())
                        .finish(localKey));
        long now = nanoTime.getAsLong();
        IcePair pair = pairs.pair(path, message.priority(), selected, now);
        if (pair == null) {
            return true;
        }
        if (message.useCandidate() && !controlling) {
            pair.lastNomination = now;
            pair.nominateWhenValid = true;
            nominate(pair, now);
        }
        if (!pair.valid) {
            // the triggered check (RFC 8445 §7.3.1.4): the other side just proved that the path may work
            if (pair.failed) {
                pair.failed = false;
                pair.unanswered = 0;
            }
            if (pair.unanswered == 0 || pair.nextCheck - now > FIRST_RETRY_NANOS) {
                check(pair, now);
            }
        }
        return true;
    }

    private void reject(StunMessage message, IcePath path, int code, String reason) {
        var writer = new StunWriter(StunType.BINDING_ERROR, message.transaction()).error(code, reason);
        if (code == 420) {
            writer.attribute(
                    StunType.UNKNOWN_ATTRIBUTES,
                    ByteBuffer.allocate(2)
                            .putShort((short) message.unknownAttribute())
                            .array());
        }
        output.send(path, writer.finish(localKey));
    }

    /**
     * Handles an answer to one of this agent's checks.
     *
     * @return whether it is authentic and answers an open check
     */
    public boolean response(StunMessage message, IcePath path) {
        for (IcePair pair : pairs.all()) {
            // RFC 8445 §7.2.5.2.1: an answer must come from where the question went
            if (pair.path.equals(path) && message.isAuthentic(remoteKey) && pair.close(message.transaction())) {
                long now = nanoTime.getAsLong();
                if (message.type() == StunType.BINDING_SUCCESS && message.mappedAddress() != null) {
                    answered(pair, now);
                } else if (message.errorCode() != 487) {
                    pair.failed = !pair.valid;
                }
                return true;
            }
        }
        return false;
    }

    private void answered(IcePair pair, long now) {
        pair.valid = true;
        pair.failed = false;
        pair.unanswered = 0;
        pair.lastAnswer = now;
        pair.nextCheck = now + consentNanos();
        IcePair current = selected;
        if (pair == current) {
            verifying = false;
        }
        if (current == null) {
            selected = pair;
            if (controlling) {
                // the nomination goes out with the next check, and with each check of consent
                pair.nominateWhenValid = true;
                pair.nextCheck = now;
            }
        } else if (pair.nominateWhenValid) {
            nominate(pair, now);
        }
    }

    private void nominate(IcePair pair, long now) {
        IcePair current = selected;
        if (!pair.valid || current == pair) {
            return;
        }
        boolean held = current != null
                && current.nominateWhenValid
                && current.priority > pair.priority
                && now - current.lastNomination < NOMINATION_HOLD_NANOS;
        if (!held) {
            selected = pair;
            // consent is per path: it begins anew with the answer that made this one valid, or now if that is long ago
            if (now - pair.lastAnswer > consentNanos()) {
                pair.lastAnswer = now;
                pair.unanswered = 0;
            }
            pair.nextCheck = now;
        }
    }

    private void check(IcePair pair, long now) {
        byte[] transaction =
                ByteBuffer.allocate(12).putInt(tag).putLong(random.nextLong()).array();
        StunWriter request = new StunWriter(StunType.BINDING_REQUEST, transaction)
                .text(StunType.USERNAME, remote.ufrag() + ":" + local.ufrag())
                .int32(StunType.PRIORITY, (int) CandidatePriority.peerReflexive(pair.path.base()));
        if (controlling) {
            request.int64(StunType.ICE_CONTROLLING, -1);
            if (pair == selected) {
                request.attribute(StunType.USE_CANDIDATE, new byte[0]);
            }
        } else {
            request.int64(StunType.ICE_CONTROLLED, 0);
        }
        byte[] packet = request.finish(remoteKey);
        pair.sent(transaction);
        pair.nextCheck = now
                + (pair.valid ? CONSENT_RETRY_NANOS : FIRST_RETRY_NANOS << Math.min(pair.unanswered - 1, MAX_CHECKS));
        paceUntil = now + timings.get().pace().toNanos();
        output.send(pair.path, packet);
    }

    /** Asks for consent now; the path is lost unless an answer comes in time, see {@link #VERIFY_NANOS}. */
    public void verify() {
        IcePair current = selected;
        if (current != null && !verifying) {
            long now = nanoTime.getAsLong();
            verifying = true;
            verifyUntil = now + VERIFY_NANOS;
            current.nextCheck = now;
        }
    }

    /** When {@link #tick} wants to be called, nanoseconds; {@link Long#MAX_VALUE} for never. */
    public long deadline() {
        IcePair current = selected;
        if (lost) {
            return Long.MAX_VALUE;
        }
        long now = nanoTime.getAsLong();
        long wait = Long.MAX_VALUE;
        if (current != null) {
            wait = Math.min(
                    current.nextCheck - now,
                    current.lastAnswer + timings.get().consentTimeout().toNanos() - now);
        }
        if (verifying) {
            wait = Math.min(wait, verifyUntil - now);
        }
        for (IcePair pair : pairs.all()) {
            if (wantsCheck(pair)) {
                wait = Math.min(wait, Math.max(pair.nextCheck, paceUntil) - now);
            }
        }
        return wait == Long.MAX_VALUE ? wait : now + wait;
    }

    /** Handles every deadline that has passed: checks, consent, expiry. */
    public void tick() {
        if (lost) {
            return;
        }
        long now = nanoTime.getAsLong();
        IcePair current = selected;
        if (current != null) {
            if (now - current.lastAnswer >= timings.get().consentTimeout().toNanos()
                    || (verifying && now - verifyUntil >= 0)) {
                lost = true;
                return;
            }
            if (now - current.nextCheck >= 0) {
                check(current, now);
            }
        }
        for (IcePair pair : pairs.all()) {
            if (now - paceUntil < 0) {
                return;
            }
            if (wantsCheck(pair) && now - pair.nextCheck >= 0) {
                if (pair.unanswered >= MAX_CHECKS) {
                    pair.failed = true;
                } else {
                    check(pair, now);
                }
            }
        }
    }

    private boolean wantsCheck(IcePair pair) {
        // once the other side has nominated a path its remaining candidates are not needed
        IcePair current = selected;
        return !pair.valid && !pair.failed && (current == null || !current.nominateWhenValid || pair.nominateWhenValid);
    }

    /** The path to send on: the nominated one, or the first that worked; null while there is none. */
    public @Nullable IcePath selected() {
        IcePair current = selected;
        return current == null ? null : current.path;
    }

    /** Whether consent has expired; the agent does nothing from then on. */
    public boolean isLost() {
        return lost;
    }

    private long consentNanos() {
        long interval = timings.get().consentInterval().toNanos();
        return interval - interval / 5 + random.nextLong(interval * 2 / 5 + 1);
    }
}
