// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.peer.PeerId;
import io.baton.peer.PeerService;
import io.baton.port.ReportPorts;
import io.baton.port.UsbState;
import io.baton.session.Desk;
import io.baton.session.Effect;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.video.EncodedVideo;
import io.baton.video.VideoSignal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells browsers what changed. Changes of the list within {@value #QUIET_MILLIS} ms become one snapshot, and the last
 * one always arrives: whoever's buffer was full gets it with the next round.
 *
 * <p>Threading. Any thread; the list goes out on the timer's.
 */
final class Pusher {

    static final int QUIET_MILLIS = 100;
    private static final String LABEL = "rpc";

    private final Collaborators with;
    private final Timer timer;
    private final LongSupplier nanoTime;
    private final Set<PeerId> open = ConcurrentHashMap.newKeySet();
    private final Set<PeerId> behind = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean due = new AtomicBoolean();
    private volatile long lastNanos;

    /** What there is to tell of, each of which may be away. */
    interface Collaborators {

        @Nullable
        Desk desk();

        @Nullable
        PeerService peers();

        @Nullable
        EncodedVideo video();

        @Nullable
        ReportPorts ports();
    }

    Pusher(Collaborators with, Timer timer, LongSupplier nanoTime) {
        this.with = with;
        this.timer = timer;
        this.nanoTime = nanoTime;
        this.lastNanos = nanoTime.getAsLong() - Duration.ofMillis(QUIET_MILLIS).toNanos();
    }

    boolean send(PeerId peer, String method, Object params) {
        PeerService peers = with.peers();
        return peers != null && peers.sendText(peer, LABEL, Replies.event(method, params));
    }

    void sendToAdmitted(String method, Object params) {
        Desk desk = with.desk();
        if (desk != null) {
            for (Session session : desk.roster().sessions()) {
                PeerId link = session.link();
                if (link != null && session.admitted()) {
                    send(link, method, params);
                }
            }
        }
    }

    void opened(PeerId peer, String label) {
        if (!label.equals(LABEL)) {
            return;
        }
        open.add(peer);
        Desk desk = with.desk();
        Roster roster = desk == null ? Roster.EMPTY : desk.roster();
        Session viewer = roster.byLink(peer).orElse(null);
        if (desk == null || viewer == null) {
            behind.add(peer);
            push();
            return;
        }
        EncodedVideo video = with.video();
        if (video != null && viewer.admitted()) {
            send(peer, "videoInputState", VideoState.of(video.signal()));
        }
        ReportPorts ports = with.ports();
        if (ports != null && viewer.admitted()) {
            send(peer, "usbState", ports.state().word());
        }
        if (!send(peer, "sessionsUpdated", SessionList.snapshot(roster, viewer, desk.now()))) {
            behind.add(peer);
            push();
        }
    }

    void closed(PeerId peer, String label) {
        if (label.equals(LABEL)) {
            gone(peer);
        }
    }

    void gone(PeerId peer) {
        open.remove(peer);
        behind.remove(peer);
    }

    void changed(Roster before, Roster after, List<Effect> effects) {
        for (Effect effect : effects) {
            if (effect instanceof Effect.ModeChanged told) {
                after.session(told.session())
                        .map(Session::link)
                        .ifPresent(link -> send(
                                link,
                                "modeChanged",
                                Map.of(
                                        "mode",
                                        told.mode().word(),
                                        "reason",
                                        told.cause().word())));
            }
        }
        if (after.revision() != before.revision() || !after.settings().equals(before.settings())) {
            behind.addAll(open);
            push();
        }
    }

    void signal(VideoSignal signal) {
        sendToAdmitted("videoInputState", VideoState.of(signal));
    }

    void usbState(UsbState state) {
        sendToAdmitted("usbState", state.word());
    }

    /** Sends the list to all that are behind: now when it has been quiet, else when the time is over. */
    private void push() {
        if (due.compareAndSet(false, true)) {
            long quiet = nanoTime.getAsLong() - lastNanos;
            Duration wait = Duration.ofMillis(QUIET_MILLIS).minusNanos(quiet);
            timer.after(wait.isNegative() ? Duration.ZERO : wait, this::flush);
        }
    }

    private void flush() {
        lastNanos = nanoTime.getAsLong();
        due.set(false);
        Desk desk = with.desk();
        if (desk != null) {
            Roster roster = desk.roster();
            for (PeerId peer : List.copyOf(behind)) {
                behind.remove(peer);
                boolean told = roster.byLink(peer)
                        .map(viewer -> send(peer, "sessionsUpdated", SessionList.snapshot(roster, viewer, desk.now())))
                        .orElse(false);
                if (!told && open.contains(peer)) {
                    behind.add(peer);
                }
            }
        }
        if (!behind.isEmpty()) {
            push();
        }
    }
}
