// SPDX-License-Identifier: Apache-2.0
package io.baton.terminal.pty;

import io.baton.audit.AuditEvent;
import io.baton.peer.ChannelMessage;
import io.baton.peer.PeerId;
import io.baton.peer.PeerService;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionId;
import io.baton.shared.linux.Poller;
import io.baton.shared.linux.Posix;
import io.baton.shared.terminal.OutputQueue;
import io.baton.shared.terminal.ScrollBack;
import io.baton.shared.terminal.TerminalMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shells of administrators: one for each session, from its first key until the session ends or may no longer have
 * it. A lost connection detaches the shell; the session that resumes finds it again.
 *
 * <p>The role is asked for at each message and at each change of the roster. Control does not matter: it is the
 * target's, and this is the device.
 *
 * <p>Threading. {@link #running} from any thread, the rest one thread. Nothing blocks.
 */
final class TerminalServer {

    static final String CHANNEL = "terminal";

    /** Bytes that wait for a shell at most. */
    static final int MAX_INPUT = 65_536;

    /** Bytes that wait for a viewer before its shell is not read any more: the programs in it wait then. */
    static final int MAX_OUTPUT = 262_144;

    /** How long input waits for a coordinator that is being replaced. */
    static final Duration LONGEST_WAIT = Duration.ofMillis(500);

    /** How long shells go on without one. */
    static final Duration LONGEST_UNCHECKED = Duration.ofSeconds(10);

    /** How long a shell has to end after the hang-up. */
    static final Duration GRACE = Duration.ofSeconds(2);

    private static final Logger LOG = LoggerFactory.getLogger(TerminalPty.LOGGER);
    private static final int READ_BYTES = 16_384;
    private static final int MAX_READS = 8;
    private static final int SCROLL_BACK = 65_536;
    private static final int BUSY_MILLIS = 50;
    private static final int CHECK_MILLIS = 1_000;
    private static final int DEFAULT_ROWS = 24;
    private static final int DEFAULT_COLUMNS = 80;

    private static final String OFF = "The terminal of this device is switched off.";
    private static final String NOT_ADMINISTRATOR = "Only an administrator can use the terminal of this device.";
    private static final String START = "Press Enter to start a shell on this device.";
    private static final String TOO_MUCH = "Too much was sent at once.";
    private static final String NOT_AUDITED =
            "The audit journal is being replaced, and no shell starts without it. Try again.";
    private static final String UNAVAILABLE = "The sessions are being replaced. Try again.";

    /** What the server uses; each may be absent. */
    interface Services {

        @Nullable
        PeerService peers();

        @Nullable
        Roster roster();

        /** Whether there is a journal. */
        boolean isAudited();

        void audit(AuditEvent event);
    }

    private record Waiting(ChannelMessage message, TerminalMessage decoded) {}

    private record Ending(Shell shell, long killAt) {}

    private static final class Viewer {
        final OutputQueue queue = new OutputQueue(2 * MAX_OUTPUT);
        int rows = DEFAULT_ROWS;
        int columns = DEFAULT_COLUMNS;
        String told = "";
    }

    private static final class Running {
        final Shell shell;
        final Session session;
        final long startedAt;
        final ScrollBack scrollBack = new ScrollBack(SCROLL_BACK);
        final Deque<byte[]> input = new ArrayDeque<>();

        @Nullable
        PeerId viewer;

        int inputBytes;
        int written;
        long lastKey;
        long received;
        long sent;

        Running(Shell shell, Session session, PeerId viewer, long now) {
            this.shell = shell;
            this.session = session;
            this.viewer = viewer;
            startedAt = now;
            lastKey = now;
        }
    }

    private final Shell.Starter starter;
    private final Services services;
    private final LongSupplier nanoTime;
    private final Map<PeerId, Viewer> viewers = new LinkedHashMap<>();
    private final Map<SessionId, Running> shells = new LinkedHashMap<>();
    private final Deque<Waiting> undecided = new ArrayDeque<>();
    private final List<Ending> ending = new ArrayList<>();
    private final byte[] buffer = new byte[READ_BYTES];
    private TerminalSettings settings;
    private boolean clogged;
    private long checkedAt;
    private volatile int running;

    TerminalServer(TerminalSettings settings, Shell.Starter starter, Services services, LongSupplier nanoTime) {
        this.settings = settings;
        this.starter = starter;
        this.services = services;
        this.nanoTime = nanoTime;
        checkedAt = nanoTime.getAsLong();
    }

    /** Returns how many shells run. Any thread. */
    int running() {
        return running;
    }

    void configure(TerminalSettings next) {
        settings = next;
    }

    /** A client opened the channel. */
    void opened(PeerId peer) {
        viewers.putIfAbsent(peer, new Viewer());
    }

    /** A client closed the channel: it does not want its shell any more. */
    void closed(PeerId peer) {
        viewers.remove(peer);
        List.copyOf(shells.values()).stream()
                .filter(shell -> peer.equals(shell.viewer))
                .forEach(shell -> end(shell, EndReason.CLOSED));
    }

    /** A connection is gone: its session may come back. */
    void lost(PeerId peer) {
        viewers.remove(peer);
        shells.values().stream().filter(shell -> peer.equals(shell.viewer)).forEach(shell -> shell.viewer = null);
    }

    void message(ChannelMessage message, TerminalMessage decoded) {
        undecided.add(new Waiting(message, decoded));
    }

    /** Messages of this peer were discarded before they arrived here. */
    void discarded(PeerId peer) {
        say(peer, TOO_MUCH);
    }

    /** Adds what to wait for. */
    void addTo(Poller poller) {
        shells.values()
                .forEach(shell -> poller.add(
                        shell.shell.descriptor(),
                        (isRead(shell) ? Posix.POLLIN : 0) | (shell.input.isEmpty() ? 0 : Posix.POLLOUT)));
    }

    /**
     * Does what can be done now.
     *
     * @return after how many milliseconds there is something to do without an event; −1 for never
     */
    int serve() {
        Roster roster = services.roster();
        long now = nanoTime.getAsLong();
        check(roster, now);
        greet(roster);
        decide(roster, now);
        List.copyOf(shells.values()).forEach(this::transfer);
        flush();
        ending.removeIf(shell -> {
            boolean due = now - shell.killAt() >= 0;
            if (due) {
                shell.shell().kill();
            }
            return due;
        });
        if (clogged || !undecided.isEmpty()) {
            return BUSY_MILLIS;
        }
        return shells.isEmpty() && ending.isEmpty() ? -1 : CHECK_MILLIS;
    }

    /** Ends the shells that may not run any more. */
    private void check(@Nullable Roster roster, long now) {
        if (roster != null) {
            checkedAt = now;
        }
        for (Running shell : List.copyOf(shells.values())) {
            EndReason reason = reasonToEnd(shell, roster, now);
            if (reason != null) {
                end(shell, reason);
            }
        }
    }

    private @Nullable EndReason reasonToEnd(Running shell, @Nullable Roster roster, long now) {
        if (!settings.enabled()) {
            return EndReason.SWITCHED_OFF;
        }
        if (roster == null) {
            return now - checkedAt >= LONGEST_UNCHECKED.toNanos() ? EndReason.SESSIONS_UNAVAILABLE : null;
        }
        Optional<Session> session = roster.session(shell.session.id());
        if (session.isEmpty()) {
            return EndReason.SESSION_ENDED;
        }
        if (!isAdministrator(session.get())) {
            return EndReason.ROLE_LOST;
        }
        return now - shell.lastKey >= settings.idle().toNanos() ? EndReason.IDLE : null;
    }

    private static boolean isAdministrator(Session session) {
        return session.admitted() && session.role() == Role.ADMIN;
    }

    /** Tells each new viewer what it can do; one whose session has a shell gets that. */
    private void greet(@Nullable Roster roster) {
        if (roster == null) {
            return;
        }
        viewers.forEach((peer, viewer) -> {
            Optional<Session> session = roster.byLink(peer).filter(Session::admitted);
            if (session.isEmpty()) {
                return;
            }
            Running shell = shells.get(session.get().id());
            if (shell != null && shell.viewer == null) {
                shell.viewer = peer;
                byte[] content = shell.scrollBack.content();
                viewer.queue.add(content, content.length);
                viewer.told = START;
            }
            String state = !settings.enabled() ? OFF : isAdministrator(session.get()) ? START : NOT_ADMINISTRATOR;
            if (!state.equals(viewer.told)) {
                viewer.told = state;
                if (shell == null) {
                    viewer.queue.addLine(state);
                }
            }
        });
    }

    private void decide(@Nullable Roster roster, long now) {
        for (Waiting next = undecided.peek(); next != null; next = undecided.peek()) {
            ChannelMessage message = next.message();
            if (roster == null) {
                if (now - message.arrivalNanos() < LONGEST_WAIT.toNanos()) {
                    return;
                }
                say(message.peer(), UNAVAILABLE);
            } else {
                Optional<Session> session = roster.byLink(message.peer());
                if (session.filter(TerminalServer::isAdministrator).isPresent() && settings.enabled()) {
                    accept(session.get(), message.peer(), next.decoded(), now);
                }
                // anybody else was told when the channel opened, and is told again when that changes
            }
            undecided.remove();
        }
    }

    private void accept(Session session, PeerId peer, TerminalMessage message, long now) {
        Viewer viewer = viewers.get(peer);
        if (viewer == null) {
            return;
        }
        Running shell = shells.get(session.id());
        switch (message) {
            case TerminalMessage.Resized(int rows, int columns) -> {
                viewer.rows = rows;
                viewer.columns = columns;
                if (shell != null) {
                    resize(shell, viewer);
                }
            }
            case TerminalMessage.Signal(String name) -> {
                if (shell == null && name.equals("term.open")) {
                    start(session, peer, viewer, now);
                }
            }
            case TerminalMessage.Typed(byte[] bytes) -> {
                if (shell == null) {
                    shell = start(session, peer, viewer, now);
                    if (shell == null || isEnter(bytes)) {
                        return;
                    }
                }
                type(shell, peer, bytes, now);
            }
        }
    }

    private static boolean isEnter(byte[] bytes) {
        return bytes.length == 0 || (bytes.length == 1 && (bytes[0] == '\r' || bytes[0] == '\n'));
    }

    private @Nullable Running start(Session session, PeerId peer, Viewer viewer, long now) {
        String refusal = "";
        if (shells.size() >= settings.maxShells()) {
            refusal = "All " + settings.maxShells() + " shells of this device are in use.";
        } else if (!services.isAudited()) {
            refusal = NOT_AUDITED;
        } else {
            try {
                Shell started = starter.start(settings, viewer.rows, viewer.columns);
                Running shell = new Running(started, session, peer, now);
                shells.put(session.id(), shell);
                running = shells.size();
                audit(
                        session,
                        "terminal_open",
                        "done",
                        Map.of("shell", settings.shell().toString()));
                LOG.info("shell started session={}", shortened(session));
                return shell;
            } catch (IOException e) {
                LOG.warn("shell not started cause={}", e.toString());
                refusal = "The shell could not be started.";
            }
        }
        viewer.queue.addLine(refusal);
        audit(session, "terminal_open", "refused", Map.of("reason", refusal));
        return null;
    }

    private void type(Running shell, PeerId peer, byte[] bytes, long now) {
        shell.lastKey = now;
        if (shell.inputBytes + bytes.length > MAX_INPUT) {
            say(peer, TOO_MUCH);
        } else if (bytes.length > 0) {
            shell.input.add(bytes);
            shell.inputBytes += bytes.length;
        }
    }

    private void resize(Running shell, Viewer viewer) {
        try {
            shell.shell.resize(viewer.rows, viewer.columns);
        } catch (IOException e) {
            LOG.debug("size not set cause={}", e.toString());
        }
    }

    /** Whether the shell's output is read: not while its viewer has not taken what was read before. */
    private boolean isRead(Running shell) {
        Viewer viewer = shell.viewer == null ? null : viewers.get(shell.viewer);
        return viewer == null || viewer.queue.size() < MAX_OUTPUT;
    }

    private void transfer(Running shell) {
        try {
            write(shell);
            for (int i = 0; i < MAX_READS && isRead(shell); i++) {
                int length = shell.shell.read(buffer);
                if (length == Shell.ENDED) {
                    end(shell, EndReason.EXITED);
                    return;
                }
                if (length == 0) {
                    return;
                }
                shell.sent += length;
                shell.scrollBack.add(buffer, length);
                Viewer viewer = shell.viewer == null ? null : viewers.get(shell.viewer);
                if (viewer != null) {
                    viewer.queue.add(buffer, length);
                }
            }
        } catch (IOException e) {
            LOG.warn("terminal failed cause={}", e.toString());
            end(shell, EndReason.FAILED);
        }
    }

    private static void write(Running shell) throws IOException {
        for (byte[] next = shell.input.peek(); next != null; next = shell.input.peek()) {
            int length = shell.shell.write(next, shell.written, next.length - shell.written);
            if (length == 0) {
                return;
            }
            shell.written += length;
            shell.received += length;
            if (shell.written == next.length) {
                shell.input.remove();
                shell.inputBytes -= next.length;
                shell.written = 0;
            }
        }
    }

    private void end(Running shell, EndReason reason) {
        if (shells.remove(shell.session.id()) == null) {
            return;
        }
        running = shells.size();
        long now = nanoTime.getAsLong();
        shell.shell.end();
        ending.add(new Ending(shell.shell, now + GRACE.toNanos()));
        audit(
                shell.session,
                "terminal_close",
                "done",
                Map.of(
                        "reason",
                        reason.wireName(),
                        "bytesIn",
                        shell.received,
                        "bytesOut",
                        shell.sent,
                        "seconds",
                        Duration.ofNanos(now - shell.startedAt).toSeconds()));
        LOG.info("shell ended session={} reason={}", shortened(shell.session), reason.wireName());
        Viewer viewer = shell.viewer == null ? null : viewers.get(shell.viewer);
        if (viewer != null && !reason.sentence().isEmpty()) {
            viewer.queue.addLine(reason.sentence());
            if (reason == EndReason.EXITED || reason == EndReason.IDLE) {
                viewer.queue.addLine(START);
            }
        }
    }

    private void audit(Session session, String action, String outcome, Map<String, Object> details) {
        Map<String, Object> all = new LinkedHashMap<>(details);
        all.put("session", session.id().value());
        all.put("nickname", session.nickname());
        services.audit(new AuditEvent(action, session.user(), session.source(), outcome, all));
    }

    private static String shortened(Session session) {
        String id = session.id().value();
        return id.substring(0, Math.min(8, id.length()));
    }

    private void say(PeerId peer, String sentence) {
        Viewer viewer = viewers.get(peer);
        if (viewer != null) {
            viewer.queue.addLine(sentence);
        }
    }

    private void flush() {
        PeerService peers = services.peers();
        clogged = false;
        viewers.forEach((peer, viewer) -> {
            if (!viewer.queue.isEmpty()) {
                boolean all = peers != null && viewer.queue.flush(message -> peers.sendBinary(peer, CHANNEL, message));
                clogged |= !all;
            }
        });
    }

    /** Ends all shells, at once. */
    void close() {
        List.copyOf(shells.values()).forEach(shell -> end(shell, EndReason.REPLACED));
        flush();
        ending.forEach(shell -> shell.shell().kill());
        ending.clear();
    }
}
