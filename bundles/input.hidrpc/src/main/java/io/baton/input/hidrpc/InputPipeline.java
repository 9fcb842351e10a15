// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.hid.HidEvent;
import io.baton.hid.HidOutput;
import io.baton.hid.KeysDown;
import io.baton.peer.PeerId;
import io.baton.port.ReportPorts;
import io.baton.port.UsbState;
import io.baton.rpc.MacroEnd;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Roster;
import io.baton.session.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages to the HID output in order: authorisation, delivery, automatic release. While coordinator and output
 * are present and nothing is queued, a message is authorised once and delivered at once. Otherwise it is queued, and
 * authorised again at its turn.
 *
 * <p>When an edge expires or is removed from a full queue, the keys and buttons that should be down are unknown: the
 * epoch is begun again, which releases them, before the next message.
 *
 * <p>Threading. On the executor only.
 */
final class InputPipeline {

    private static final Logger LOG = LoggerFactory.getLogger(HidRpcInput.LOGGER);

    /** The time input waits, from its arrival, before the first roster is known. */
    private static final long DEFAULT_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long RELEASE_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    /** A message older than this on delivery was delayed, and others may follow it. */
    private static final long DELAYED_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    /** The time without automatic releases after such a message: the keep-alive behind it is handled first. */
    private static final long CATCH_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    static final long NEVER = Long.MAX_VALUE;

    static final Outcome.Refused EXPIRED = Outcome.refused(
            Reason.TEMPORARILY_UNAVAILABLE, "The input path is being replaced.", Duration.ofMillis(500));

    private final Services services;
    private final LastRoster lastRoster;
    private final InputMetrics metrics;
    private final PeerStates peerStates;
    private final MacroPlayer macros;
    private final InputAuthorizer authorizer;
    private final AutoRelease holds = new AutoRelease();
    private final InputQueue queue = new InputQueue(this::expire);
    private long holdsEpoch;
    private boolean releasePending;
    private long releaseNotBefore;
    private boolean outputFailing;

    InputPipeline(
            Services services, LastRoster lastRoster, InputMetrics metrics, PeerStates peerStates, MacroPlayer macros) {
        this.services = services;
        this.lastRoster = lastRoster;
        this.metrics = metrics;
        this.peerStates = peerStates;
        this.macros = macros;
        authorizer = new InputAuthorizer(services.limiter(), metrics, this::scheduleRelease);
        releaseNotBefore = services.nanoTime().getAsLong();
    }

    /** Returns the length of the queue. Any thread. */
    String gauge() {
        return queue.gauge();
    }

    /** Handles an arrived message. */
    void accept(InputMessage arrived) {
        long now = services.nanoTime().getAsLong();
        Roster current = lastRoster.current();
        Roster roster = current != null ? current : lastRoster.get();
        if (roster != null && !authorizer.admits(arrived, roster, queue.buttons(arrived.epoch()))) {
            return;
        }
        if (now - arrived.arrival() > DELAYED_NANOS) {
            releaseNotBefore = now + CATCH_UP_NANOS;
        }
        InputMessage input = queue.mark(arrived);
        HidOutput hid = services.hid().get();
        boolean direct = current != null
                && hid != null
                && queue.isEmpty()
                && !releasePending
                && now - input.arrival() <= waitNanos(current);
        if (!direct) {
            queue.add(input);
            advance(now);
        } else if (!releaseDue(hid, input.arrival()) || !deliver(input, hid, now)) {
            queue.add(input);
        }
    }

    /** Handles what is due; returns the time of the next call, {@link #NEVER} for none. */
    long tick() {
        long now = services.nanoTime().getAsLong();
        advance(now);
        HidOutput hid = services.hid().get();
        if (hid != null && queue.isEmpty() && !releasePending) {
            if (now - releaseNotBefore >= 0) {
                releaseDue(hid, now);
            }
            macros.play(hid, lastRoster.get(), now);
        }
        long wait = waitNanos(lastRoster.get());
        boolean heldTooLong = !holds.isEmpty() && now - Math.max(holds.nextDeadline(), releaseNotBefore) > wait;
        MacroEnd stuck = hid == null ? MacroEnd.INTERRUPTED : MacroEnd.TARGET_BUSY;
        if (heldTooLong || macros.abortIfStuck(now, wait, stuck)) {
            scheduleRelease();
        }
        return nextTick(now);
    }

    long nextTick(long now) {
        if (!queue.isEmpty()) {
            return now + RETRY_NANOS;
        }
        long next = releasePending ? now + RELEASE_RETRY_NANOS : NEVER;
        if (!holds.isEmpty()) {
            long deadline = Math.max(Math.max(holds.nextDeadline(), releaseNotBefore), now + RETRY_NANOS);
            next = Math.min(next, deadline);
        }
        return Math.min(next, macros.nextStep(now));
    }

    private static long waitNanos(@Nullable Roster roster) {
        return roster == null
                ? DEFAULT_WAIT_NANOS
                : TimeUnit.MILLISECONDS.toNanos(roster.settings().get(Setting.INPUT_WAIT));
    }

    private void advance(long now) {
        Roster roster = lastRoster.current();
        queue.expireOlderThan(waitNanos(roster != null ? roster : lastRoster.get()), now);
        if (roster != null && roster.primary() == null) {
            // nothing is down: the end of the last control has released everything
            releasePending = false;
        }
        HidOutput hid = services.hid().get();
        if (roster == null || hid == null || (releasePending && !beginEpochAgain(hid, roster))) {
            return;
        }
        for (InputMessage head = queue.peek(); head != null; head = queue.peek()) {
            if (!releaseDue(hid, head.arrival())
                    || (authorizer.stillAdmits(head, roster) && !deliver(head, hid, now))) {
                return;
            }
            queue.remove();
        }
    }

    /**
     * Moves the pointer by one unit and back, in the present epoch like any input, unless a session gave input within
     * this time or something is down, waits or runs; a target that is not there or sleeps is left alone.
     */
    void nudge(long inactivityNanos) {
        Roster roster = lastRoster.current();
        HidOutput hid = services.hid().get();
        ReportPorts ports = services.ports().get();
        if (roster == null || hid == null || ports == null || ports.state() != UsbState.CONFIGURED) {
            return;
        }
        boolean idle = queue.isEmpty() && !releasePending && holds.isEmpty() && macros.nextStep(0) == NEVER;
        boolean nothingDown =
                queue.buttons(roster.epoch()) == 0 && hid.keysDown().equals(KeysDown.NONE);
        long since = services.nanoTime().getAsLong() - peerStates.lastInput();
        if (idle && nothingDown && since >= inactivityNanos) {
            submit(hid, new HidEvent.Move(1, 0, 0), roster.epoch());
            submit(hid, new HidEvent.Move(-1, 0, 0), roster.epoch());
        }
    }

    /** Returns false when the output refuses for now and the message has to wait. */
    private boolean deliver(InputMessage input, HidOutput hid, long now) {
        switch (input.message()) {
            case HidRpcMessage.Input(HidEvent event) -> {
                Outcome outcome = submit(hid, event, input.epoch());
                if (mustWait(outcome)) {
                    return false;
                }
                count(outcome);
                if (outcome.isDone()) {
                    track(event, input);
                }
                input.answer(outcome);
            }
            case HidRpcMessage.KeepAlive _ -> {
                if (input.epoch() == holdsEpoch) {
                    holds.keepAlive(input.arrival());
                }
                peerStates.inputAccepted(input.peer(), input.arrival());
            }
            case HidRpcMessage.Macro macro -> {
                if (!macros.cancel(hid, MacroEnd.REPLACED)) {
                    return false;
                }
                metrics.accepted.increment();
                peerStates.inputAccepted(input.peer(), input.arrival());
                holds.clear();
                macros.start(macro, input.peer(), input.epoch(), now);
                macros.play(hid, lastRoster.get(), now);
            }
            case HidRpcMessage.CancelMacro _ -> {
                if (!macros.cancel(hid, MacroEnd.CANCELLED)) {
                    return false;
                }
                metrics.accepted.increment();
            }
            case HidRpcMessage.Handshake _, HidRpcMessage.Nothing _, HidRpcMessage.Malformed _ ->
                input.answer(Outcome.done());
        }
        return true;
    }

    /** An output that throws is being replaced, or is about to be: the message waits as for one that is absent. */
    private Outcome submit(HidOutput hid, HidEvent event, long epoch) {
        try {
            Outcome outcome = hid.submit(event, epoch);
            outputFailing = false;
            return outcome;
        } catch (RuntimeException | LinkageError e) {
            if (!outputFailing) {
                outputFailing = true;
                LOG.error("HID output failed", e);
            }
            return EXPIRED;
        }
    }

    private void count(Outcome outcome) {
        if (outcome.isDone()) {
            metrics.accepted.increment();
        } else if (outcome instanceof Outcome.Refused refused && refused.reason() == Reason.STALE_EPOCH) {
            metrics.stale.increment();
        } else {
            metrics.expired.increment();
        }
    }

    private void track(HidEvent event, InputMessage input) {
        peerStates.inputAccepted(input.peer(), input.arrival());
        switch (event) {
            case HidEvent.Key key
            when key.down() -> {
                if (holdsEpoch != input.epoch()) {
                    holds.clear();
                    holdsEpoch = input.epoch();
                }
                holds.pressed(key.usage(), input.arrival());
            }
            case HidEvent.Key key -> holds.released(key.usage());
            case HidEvent.Keyboard _ -> holds.clear();
            default -> {}
        }
    }

    /** Releases the keys whose hold ended by this time; false when the output refuses for now. */
    private boolean releaseDue(HidOutput hid, long at) {
        for (int usage = holds.due(at); usage != 0; usage = holds.due(at)) {
            if (mustWait(hid.submit(new HidEvent.Key(usage, false), holdsEpoch))) {
                return false;
            }
            holds.released(usage);
        }
        return true;
    }

    private boolean beginEpochAgain(HidOutput hid, Roster roster) {
        Outcome outcome = hid.beginEpoch(roster.epoch()).toCompletableFuture().getNow(Outcome.done());
        releasePending = mustWait(outcome);
        return !releasePending;
    }

    private void expire(InputMessage input) {
        metrics.expired.increment();
        input.answer(EXPIRED);
        if (!input.move() && input.message() instanceof HidRpcMessage.Input) {
            scheduleRelease();
        }
    }

    /** Releases what a peer holds, if it may hold anything: a message of it was lost, or will not come. */
    void inputLost(PeerId peer, String reason) {
        Roster roster = lastRoster.get();
        if (roster == null || roster.controls(peer)) {
            LOG.warn("input lost reason={} peer={}", reason, peer);
            scheduleRelease();
        }
    }

    /** Releases what the session in control holds if a message of it was discarded that may have released something. */
    void inputDiscarded(InputMessage input) {
        Roster roster = lastRoster.get();
        boolean current = roster == null || (roster.controls(input.peer()) && input.epoch() == roster.epoch());
        if (current && InputAuthorizer.mayRelease(input, queue.buttons(input.epoch()))) {
            metrics.expired.increment();
            scheduleRelease();
        }
    }

    /**
     * Begins the epoch again before the next message: edges were lost, and keys or buttons may be down. The steps of a
     * macro that are not written yet are lost with them, so it ends.
     */
    void scheduleRelease() {
        releasePending = true;
        holds.clear();
        macros.end(MacroEnd.INTERRUPTED);
    }

    static boolean mustWait(Outcome outcome) {
        return outcome instanceof Outcome.Refused refused
                && (refused.reason() == Reason.BUSY || refused.reason() == Reason.TEMPORARILY_UNAVAILABLE);
    }

    long holdsEpoch() {
        return holdsEpoch;
    }

    /** Returns the state for a successor, as JDK types; a queued call is answered {@link #EXPIRED}. */
    PipelineHandoverState save() {
        long now = services.nanoTime().getAsLong();
        List<Long> origins = new ArrayList<>();
        List<byte[]> messages = new ArrayList<>();
        queue.save(now, origins, messages);
        return new PipelineHandoverState(holds.save(now), origins, messages, queue.buttons(), releasePending);
    }

    /** Continues with a predecessor's state; {@code gap} is its age in nanoseconds. */
    void restore(PipelineHandoverState saved, long savedEpoch, long gap) {
        long now = services.nanoTime().getAsLong();
        holdsEpoch = savedEpoch;
        holds.restore(saved.holds(), now, gap);
        releaseNotBefore = now + CATCH_UP_NANOS;
        releasePending = saved.releasePending();
        queue.restore(saved.origins(), saved.messages(), saved.buttons(), now - gap);
    }
}
