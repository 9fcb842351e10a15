// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.hid.HidEvent;
import io.baton.hid.HidOutput;
import io.baton.peer.PeerId;
import io.baton.ratelimit.Budget;
import io.baton.ratelimit.RateLimiter;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Roster;
import io.baton.session.SessionCoordinator;
import io.baton.session.SessionId;
import io.baton.session.Setting;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The one line in which input waits for its turn: permission, fence, rate, order, automatic release. It is empty as
 * long as desk and HID output are there; while one is away parcels stand in it in order, and what they may do is
 * decided when their turn comes.
 *
 * <p>When something that stood too long, or for which there was no room, has to go, nobody knows any more what should
 * be down on the target: the port is made neutral before what follows.
 *
 * <p>Threading. On the lane only.
 */
final class InputPipeline {

    /** How long input waits, from its arrival, before a desk ever said. */
    private static final long WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    static final int ROOM = 256;
    static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long OWED_RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    /** A message that arrived longer ago than this was held up, and others may be behind it. */
    private static final long LAG_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    /** After such a message no key is let go for so long: the keep-alive behind it comes first. */
    private static final long CATCH_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    static final long NEVER = Long.MAX_VALUE;
    private static final int SAVED_FIELDS = 3;

    private static final Outcome.Refused NOT_IN_CONTROL =
            Outcome.refused(Reason.NOT_IN_CONTROL, "Only who has control may do this.");
    private static final Outcome.Refused STALE =
            Outcome.refused(Reason.STALE_EPOCH, "Control has passed on since this was sent.");
    static final Outcome.Refused EXPIRED = Outcome.refused(
            Reason.TEMPORARILY_UNAVAILABLE, "The way to the target is being replaced.", Duration.ofMillis(500));

    private final Services around;
    private final LastRoster lastRoster;
    private final InputMetrics tally;
    private final PeerStates visitors;
    private final MacroPlayer macros;
    private final AutoRelease holds = new AutoRelease();
    private final ArrayDeque<InputMessage> waiting = new ArrayDeque<>();
    private long holdsFence;
    private int buttons;
    private boolean neutralOwed;
    private long quietUntil;

    InputPipeline(Services around, LastRoster lastRoster, InputMetrics tally, PeerStates visitors, MacroPlayer macros) {
        this.around = around;
        this.lastRoster = lastRoster;
        this.tally = tally;
        this.visitors = visitors;
        this.macros = macros;
        quietUntil = around.nanoTime().getAsLong();
    }

    /** A message arrived. One that comes from no channel ({@code answer} is set) was limited where it came from. */
    void accept(InputMessage parcel) {
        long now = around.nanoTime().getAsLong();
        Roster roster = lastRoster.get();
        if (roster != null && (!permitted(parcel, roster) || limited(parcel, roster))) {
            return;
        }
        if (now - parcel.arrival() > LAG_NANOS) {
            quietUntil = now + CATCH_UP_NANOS;
        }
        enqueue(parcel);
        advance(now);
    }

    /** Does what time has brought; returns when to be called again, {@link #NEVER} for not at all. */
    long tick() {
        long now = around.nanoTime().getAsLong();
        advance(now);
        HidOutput hid = around.hid().get();
        if (hid != null && waiting.isEmpty() && !neutralOwed) {
            if (now - quietUntil >= 0) {
                releaseDue(hid, now);
            }
            macros.play(hid, lastRoster.get(), now);
        }
        boolean heldTooLong = !holds.isEmpty() && now - Math.max(holds.nextDeadline(), quietUntil) > waitNanos();
        if (heldTooLong || macros.stuck(now, waitNanos())) {
            oweNeutral();
        }
        return nextTick(now);
    }

    long nextTick(long now) {
        if (!waiting.isEmpty()) {
            return now + RETRY_NANOS;
        }
        long next = neutralOwed ? now + OWED_RETRY_NANOS : NEVER;
        if (!holds.isEmpty()) {
            long deadline = Math.max(Math.max(holds.nextDeadline(), quietUntil), now + RETRY_NANOS);
            next = Math.min(next, deadline);
        }
        return Math.min(next, macros.nextStep(now));
    }

    private void enqueue(InputMessage parcel) {
        InputMessage last = waiting.peekLast();
        int said = parcel.buttons();
        InputMessage marked = said >= 0 ? parcel.onlyMoving(said == buttons) : parcel;
        InputMessage both = last == null ? null : last.joined(marked);
        if (last != null && both != null) {
            waiting.removeLast();
            last.answer(Outcome.done());
            waiting.addLast(both);
            return;
        }
        if (waiting.size() == ROOM) {
            expire(waiting.removeFirst());
        }
        if (said >= 0) {
            buttons = said;
        }
        waiting.addLast(marked);
    }

    private long waitNanos() {
        Roster roster = lastRoster.get();
        return roster == null
                ? WAIT_NANOS
                : TimeUnit.MILLISECONDS.toNanos(roster.settings().get(Setting.INPUT_WAIT));
    }

    private void advance(long now) {
        long wait = waitNanos();
        for (InputMessage head = waiting.peekFirst();
                head != null && now - head.arrival() > wait;
                head = waiting.peekFirst()) {
            expire(waiting.removeFirst());
        }
        SessionCoordinator desk = around.desk().get();
        HidOutput hid = around.hid().get();
        if (desk == null || hid == null) {
            return;
        }
        Roster roster = desk.roster();
        if (neutralOwed && !payNeutral(hid, roster)) {
            return;
        }
        for (InputMessage head = waiting.peekFirst(); head != null; head = waiting.peekFirst()) {
            if (!releaseDue(hid, head.arrival()) || (stillPermitted(head, roster) && !deliver(head, hid, now))) {
                return;
            }
            waiting.removeFirst();
        }
    }

    /** False when it has to wait. */
    private boolean deliver(InputMessage parcel, HidOutput hid, long now) {
        switch (parcel.message()) {
            case HidRpcMessage.Input(HidEvent event) -> {
                Outcome outcome = hid.submit(event, parcel.fencingToken());
                if (mustWait(outcome)) {
                    return false;
                }
                count(outcome);
                if (outcome.isDone()) {
                    track(event, parcel);
                }
                parcel.answer(outcome);
            }
            case HidRpcMessage.KeepAlive _ -> {
                if (parcel.fencingToken() == holdsFence) {
                    holds.keepAlive(parcel.arrival());
                }
                visitors.inputAccepted(parcel.peer(), parcel.arrival());
            }
            case HidRpcMessage.Macro macro -> {
                if (!macros.cancel(hid)) {
                    return false;
                }
                tally.accepted.increment();
                visitors.inputAccepted(parcel.peer(), parcel.arrival());
                holds.clear();
                macros.start(macro, parcel.fencingToken(), now);
                macros.play(hid, lastRoster.get(), now);
            }
            case HidRpcMessage.CancelMacro _ -> {
                if (!macros.cancel(hid)) {
                    return false;
                }
                tally.accepted.increment();
            }
            case HidRpcMessage.Handshake _, HidRpcMessage.Nothing _, HidRpcMessage.Malformed _ ->
                parcel.answer(Outcome.done());
        }
        return true;
    }

    private void count(Outcome outcome) {
        if (outcome.isDone()) {
            tally.accepted.increment();
        } else if (outcome instanceof Outcome.Refused refused && refused.reason() == Reason.STALE_EPOCH) {
            tally.stale.increment();
        } else {
            tally.expired.increment();
        }
    }

    private void track(HidEvent event, InputMessage parcel) {
        visitors.inputAccepted(parcel.peer(), parcel.arrival());
        switch (event) {
            case HidEvent.Key key
            when key.down() -> {
                if (holdsFence != parcel.fencingToken()) {
                    holds.clear();
                    holdsFence = parcel.fencingToken();
                }
                holds.pressed(key.usage(), parcel.arrival());
            }
            case HidEvent.Key key -> holds.released(key.usage());
            case HidEvent.Keyboard _ -> holds.clear();
            default -> {}
        }
    }

    /** Lets go of the keys whose time was over at this time; false when that has to wait. */
    private boolean releaseDue(HidOutput hid, long at) {
        for (int usage = holds.due(at); usage != 0; usage = holds.due(at)) {
            if (mustWait(hid.submit(new HidEvent.Key(usage, false), holdsFence))) {
                return false;
            }
            holds.released(usage);
        }
        return true;
    }

    private boolean payNeutral(HidOutput hid, Roster roster) {
        Outcome now = hid.beginEpoch(roster.epoch()).toCompletableFuture().getNow(Outcome.done());
        neutralOwed = mustWait(now);
        return !neutralOwed;
    }

    private void expire(InputMessage parcel) {
        tally.expired.increment();
        parcel.answer(EXPIRED);
        if (!parcel.move() && parcel.message() instanceof HidRpcMessage.Input) {
            oweNeutral();
        }
    }

    private void oweNeutral() {
        neutralOwed = true;
        holds.clear();
    }

    private boolean permitted(InputMessage parcel, Roster roster) {
        if (!roster.controls(parcel.peer())) {
            tally.notInControl.increment();
            parcel.answer(NOT_IN_CONTROL);
            return false;
        }
        if (parcel.fencingToken() != roster.epoch()) {
            tally.stale.increment();
            parcel.answer(STALE);
            return false;
        }
        return true;
    }

    /** Asked again when its turn comes: control may have passed while it stood here. */
    private boolean stillPermitted(InputMessage parcel, Roster roster) {
        if (roster.controls(parcel.peer()) && parcel.fencingToken() == roster.epoch()) {
            return true;
        }
        tally.stale.increment();
        parcel.answer(STALE);
        return false;
    }

    /** What lets go is never limited: refusing it would leave something down. */
    private boolean limited(InputMessage parcel, Roster roster) {
        RateLimiter limiter = around.limiter().get();
        SessionId holder = roster.primary();
        if (limiter == null || holder == null || parcel.answer() != null || letsGo(parcel)) {
            return false;
        }
        if (limiter.take(Budget.INPUT, holder.value()) == 0) {
            return false;
        }
        tally.rateLimited.increment();
        return true;
    }

    private boolean letsGo(InputMessage parcel) {
        int said = parcel.buttons();
        return switch (parcel.message()) {
            case HidRpcMessage.Input(HidEvent.Key key) -> !key.down();
            case HidRpcMessage.Input(HidEvent.Keyboard keyboard) -> keyboard.keys() == 0 && keyboard.modifiers() == 0;
            case HidRpcMessage.CancelMacro _ -> true;
            default -> said >= 0 && said != buttons && (said & ~buttons) == 0;
        };
    }

    static boolean mustWait(Outcome outcome) {
        return outcome instanceof Outcome.Refused refused
                && (refused.reason() == Reason.BUSY || refused.reason() == Reason.TEMPORARILY_UNAVAILABLE);
    }

    long holdsFence() {
        return holdsFence;
    }

    /** What a successor needs, as JDK types; whoever waits for an answer is told to try again. */
    PipelineHandoverState save() {
        long now = around.nanoTime().getAsLong();
        List<Long> stamps = new ArrayList<>();
        List<byte[]> messages = new ArrayList<>();
        for (InputMessage parcel : waiting) {
            if (parcel.answer() != null) {
                expire(parcel);
            } else {
                stamps.addAll(List.of(parcel.peer().number(), parcel.fencingToken(), now - parcel.arrival()));
                messages.add(HidRpcCodec.encode(parcel.message()));
            }
        }
        waiting.clear();
        return new PipelineHandoverState(holds.save(now), stamps, messages, buttons, neutralOwed);
    }

    void restore(PipelineHandoverState saved, long fencingToken, long gap) {
        long now = around.nanoTime().getAsLong();
        holdsFence = fencingToken;
        holds.restore(saved.holds(), now, gap);
        quietUntil = now + CATCH_UP_NANOS;
        neutralOwed = saved.neutralOwed();
        for (int i = 0; i < saved.messages().size(); i++) {
            List<Long> stamps = saved.stamps().subList(SAVED_FIELDS * i, SAVED_FIELDS * (i + 1));
            enqueue(new InputMessage(
                    new PeerId(stamps.get(0)),
                    stamps.get(1),
                    now - gap - stamps.get(2),
                    HidRpcCodec.decode(saved.messages().get(i)),
                    false,
                    null));
        }
        buttons = saved.buttons();
    }
}
