// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.PeerId;
import io.baton.session.Admission;
import io.baton.session.Command;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Roster;
import io.baton.session.RosterListener;
import io.baton.session.SessionCoordinator;
import io.baton.session.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The behaviour of every coordinator that decides by a policy and carries decisions out. */
public abstract class DecidingCoordinatorContract extends SessionCoordinatorContract {

    /** Adds a listener of the coordinator; called before {@link #create}. */
    protected abstract void listen(RosterListener listener);

    /** The fencing token of one of the roster's peers. */
    protected abstract long fencingToken(PeerId peer);

    @Test
    void commandsOfOneThreadAreDecidedInOrder() throws Exception {
        SessionCoordinator coordinator = create(roster());
        CompletionStage<Outcome> first = coordinator.submit(new Command.RequestPrimary(BOB));
        CompletionStage<Outcome> second = coordinator.submit(new Command.RequestPrimary(CID));
        CompletionStage<Outcome> third = coordinator.submit(new Command.ApproveRequest(ANN, CID));
        CompletionStage<Outcome> late = coordinator.submit(new Command.ApproveRequest(ANN, BOB));

        assertTrue(await(first).isDone());
        assertTrue(await(second).isDone());
        assertTrue(await(third).isDone());
        assertRefused(Reason.NOT_ALLOWED, await(late));
        assertEquals(CID, coordinator.roster().primary());
        assertEquals(List.of(BOB), coordinator.roster().queue());
    }

    @Test
    void stageCompletesAfterEffectsAreCarriedOut() throws Exception {
        List<Long> heard = new CopyOnWriteArrayList<>();
        listen((before, after, effects) -> heard.add(after.epoch()));
        SessionCoordinator coordinator = create(roster());

        List<Object> seen = await(coordinator
                .submit(new Command.Transfer(ANN, ANN, BOB))
                .thenApply(outcome -> List.of(
                        outcome.isDone(),
                        BOB.equals(coordinator.roster().primary()),
                        fencingToken(new PeerId(1)),
                        fencingToken(new PeerId(2)),
                        List.copyOf(heard))));

        long epoch = coordinator.roster().epoch();
        assertEquals(List.of(true, true, 0L, epoch, List.of(epoch)), seen);
    }

    @Test
    void epochGrowsWithEachHandOverAndNeverFalls() throws Exception {
        SessionCoordinator coordinator = create(roster());
        List<Long> epochs = new ArrayList<>(List.of(coordinator.roster().epoch()));
        SessionId holder = ANN;
        for (SessionId next : List.of(BOB, CID, ANN)) {
            assertTrue(await(coordinator.submit(new Command.Transfer(holder, holder, next)))
                    .isDone());
            epochs.add(coordinator.roster().epoch());
            await(coordinator.submit(new Command.RequestPrimary(new SessionId("unknown"))));
            assertEquals(epochs.getLast(), coordinator.roster().epoch(), "a refusal begins no epoch");
            holder = next;
        }
        assertEquals(epochs.stream().sorted().distinct().toList(), epochs);
    }

    @Test
    void refusedCommandLeavesTheRosterAsItIs() throws Exception {
        SessionCoordinator coordinator = create(roster());
        Roster before = coordinator.roster();
        assertRefused(
                Reason.UNKNOWN_SESSION, await(coordinator.submit(new Command.Kick(ANN, new SessionId("unknown")))));
        assertSame(before, coordinator.roster());
    }

    @Test
    void acceptedJoinIsInTheRosterWhenItsStageCompletes() throws Exception {
        SessionCoordinator coordinator = create(roster());
        Admission.JoinAccepted accepted =
                assertInstanceOf(Admission.JoinAccepted.class, await(coordinator.join(joinRequest())));
        assertTrue(coordinator.roster().session(accepted.session()).isPresent());
    }
}
