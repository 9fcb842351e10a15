// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.PeerId;
import io.baton.peer.PeerService;
import io.baton.port.ReportPorts;
import io.baton.session.Cause;
import io.baton.session.Effect;
import io.baton.session.Mode;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionCoordinator;
import io.baton.testkit.FakeCoordinator;
import io.baton.testkit.ManualClock;
import io.baton.testkit.RecordingPeerService;
import io.baton.testkit.RosterFixtureBuilder;
import io.baton.upgrade.UpgradeStatus;
import io.baton.video.EncodedVideo;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Changes, full buffers and channels that open and close in any order: what each client heard is still right. */
class EventPublisherStormTest implements EventPublisher.Services {

    private static final int CLIENTS = 6;
    private static final int STEPS = 400;
    private static final Pattern REVISION = Pattern.compile("\"revision\":(\\d+)");
    private static final Pattern MODE = Pattern.compile("\"yourMode\":\"(\\w+)\"");
    private static final Pattern CHANGED = Pattern.compile("\"mode\":\"(\\w+)\"");

    private final ManualClock clock = new ManualClock();
    private final ManualTimer timer = new ManualTimer(clock);
    private final RecordingPeerService recorded = new RecordingPeerService();
    private final FakeCoordinator coordinator = new FakeCoordinator(Roster.EMPTY);
    private final EventPublisher publisher = new EventPublisher(this, timer, clock::nanoTime);
    private final List<PeerId> peers = new ArrayList<>();

    @Override
    public @Nullable SessionCoordinator coordinator() {
        return coordinator;
    }

    @Override
    public @Nullable PeerService peers() {
        return recorded;
    }

    @Override
    public @Nullable EncodedVideo video() {
        return null;
    }

    @Override
    public @Nullable ReportPorts ports() {
        return null;
    }

    @Override
    public @Nullable UpgradeStatus upgrade() {
        return null;
    }

    /** Another session has control, and a third one has requested it. */
    private static Roster roster(long revision, Random random) {
        int primary = random.nextInt(CLIENTS);
        int queued = random.nextInt(CLIENTS);
        RosterFixtureBuilder roster = new RosterFixtureBuilder().revision(revision);
        for (int i = 0; i < CLIENTS; i++) {
            String name = "s" + i;
            if (i == primary) {
                roster.primary(name, i + 1);
            } else if (i == queued) {
                roster.queued(name, i + 1);
            } else {
                roster.observer(name, i + 1);
            }
        }
        return roster.build();
    }

    private static List<Effect> modes(Roster before, Roster after) {
        List<Effect> effects = new ArrayList<>();
        for (Session session : after.sessions()) {
            Mode mode = after.mode(session);
            if (before.session(session.id())
                    .filter(old -> before.mode(old) == mode)
                    .isEmpty()) {
                effects.add(new Effect.ModeChanged(session.id(), mode, Cause.PROMOTED));
            }
        }
        return effects;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void lastListArrivesInOrderAndModesComeFirst(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < CLIENTS; i++) {
            peers.add(recorded.add());
        }
        coordinator.setRoster(roster(1, random));
        peers.forEach(peer -> {
            recorded.open(peer, "rpc");
            publisher.opened(peer, "rpc");
        });
        List<Roster> history = new ArrayList<>(List.of(coordinator.roster()));
        for (int step = 0; step < STEPS; step++) {
            step(random, history);
        }
        recorded.clog(peers.get(0));
        change(random, history);
        timer.advanceMillis(50);
        peers.forEach(recorded::unclog);
        timer.advanceMillis(2_500);

        for (int i = 0; i < CLIENTS; i++) {
            check(peers.get(i), i, history);
        }
        assertEquals(0, timer.size(), "quiet again");
    }

    private void step(Random random, List<Roster> history) {
        PeerId peer = peers.get(random.nextInt(CLIENTS));
        switch (random.nextInt(6)) {
            case 0, 1 -> change(random, history);
            case 2 -> recorded.clog(peer);
            case 3, 4 -> recorded.unclog(peer);
            default -> timer.advanceMillis(random.nextInt(60));
        }
    }

    private void change(Random random, List<Roster> history) {
        Roster before = coordinator.roster();
        Roster after = roster(before.revision() + 1, random);
        coordinator.setRoster(after);
        history.add(after);
        if (random.nextBoolean()) {
            timer.advanceMillis(random.nextInt(3));
        }
        publisher.changed(before, after, modes(before, after));
    }

    private void check(PeerId peer, int place, List<Roster> history) {
        long revision = 0;
        String told = "";
        List<String> modes = new ArrayList<>();
        for (String text : recorded.texts(peer, "rpc")) {
            if (text.contains("\"method\":\"modeChanged\"")) {
                told = only(CHANGED, text);
                modes.add(told);
            } else if (text.contains("\"method\":\"sessionsUpdated\"")) {
                long next = Long.parseLong(only(REVISION, text));
                assertTrue(next >= revision, revision + " and then " + next);
                revision = next;
                String mode = only(MODE, text);
                assertTrue(told.isEmpty() || told.equals(mode), "told " + told + ", shown " + mode);
            }
        }
        Roster last = history.getLast();
        assertEquals(last.revision(), revision, "the last state arrived at " + peer);
        List<String> changes = new ArrayList<>();
        for (int i = 1; i < history.size(); i++) {
            String before = mode(history.get(i - 1), place);
            String after = mode(history.get(i), place);
            if (!before.equals(after)) {
                changes.add(after);
            }
        }
        assertEquals(changes, modes, "every change of mode, in order");
    }

    private static String mode(Roster roster, int place) {
        return roster.mode(roster.sessions().get(place)).wireName();
    }

    private static String only(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertTrue(matcher.find(), text);
        return matcher.group(1);
    }
}
