// SPDX-License-Identifier: Apache-2.0
package io.baton.serial.tty;

import io.baton.audit.AuditEvent;
import io.baton.peer.ChannelMessage;
import io.baton.peer.PeerId;
import io.baton.peer.PeerService;
import io.baton.serial.SerialStatus;
import io.baton.session.Reason;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.shared.linux.Posix;
import io.baton.shared.terminal.OutputQueue;
import io.baton.shared.terminal.ScrollBack;
import io.baton.shared.terminal.TerminalMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects the port with the viewers: output goes to all that may see it, input comes from the session in control
 * alone. The port is opened again whenever it comes back.
 *
 * <p>Control is asked for when a message arrives and again before it is written; its fencing token must be of the
 * present control epoch. What waits when control passes on is discarded, in the kernel too.
 *
 * <p>Threading. {@link #status} and {@link #published} from any thread, the rest one thread. Nothing blocks.
 */
final class SerialBridge {

    static final String CHANNEL = "serial";

    /** Bytes that wait for the line at most. */
    static final int MAX_INPUT = 65_536;

    /** Bytes that wait for one viewer at most; more than any scroll-back that is begun with. */
    static final int MAX_OUTPUT = 2 * 1_024 * 1_024;

    static final Duration RETRY = Duration.ofSeconds(1);

    /** How long input waits for a coordinator that is being replaced. */
    static final Duration LONGEST_WAIT = Duration.ofMillis(500);

    /** How long a changed configuration may take until it arrives; a call is answered within two seconds. */
    static final Duration LONGEST_CHANGE = Duration.ofMillis(1_500);

    private static final Logger LOG = LoggerFactory.getLogger(SerialTty.LOGGER);
    private static final Duration BUSY_WAIT = Duration.ofMillis(50);
    /** How long a break lasts: at any speed longer than a character, which makes it one. */
    static final Duration BREAK = Duration.ofMillis(300);

    private static final Duration REPEAT_ANSWER = Duration.ofSeconds(10);
    private static final int READ_BYTES = 4_096;
    /** Reads in one round: another program that floods the line must not keep input from it. */
    private static final int MAX_READS = 16;

    private static final String NO_CONTROL = "Only the session in control can type here.";
    private static final String TOO_MUCH = "Too much was sent at once: the line is slower.";
    private static final String NOT_OPEN = "Nothing was sent: the serial port is not open.";
    private static final String SWITCHED_OFF =
            "The serial console is switched off. An administrator can switch it on in its settings.";

    /** What the bridge uses; each may be absent. */
    interface Services {

        @Nullable
        PeerService peers();

        @Nullable
        Roster roster();

        void audit(AuditEvent event);

        /** What sessions are told of the port changed. */
        void stateChanged();
    }

    /** Input that waits to be decided. */
    private record Waiting(ChannelMessage message, TerminalMessage decoded) {}

    /** Input that waits for the line. */
    private static final class Accepted {
        final long epoch;
        final byte[] bytes;
        int written;

        Accepted(long epoch, byte[] bytes) {
            this.epoch = epoch;
            this.bytes = bytes;
        }
    }

    private static final class Viewer {
        final OutputQueue queue = new OutputQueue(MAX_OUTPUT);
        final Map<String, Long> answered = new HashMap<>();
        boolean attached;
        /** The scroll-back was shown. */
        boolean begun;

        boolean paused;
        /** The state of the port was told. */
        String told = "";
    }

    private final SerialPort.Opener opener;
    private final Services services;
    private final LongSupplier nanoTime;
    private final Map<PeerId, Viewer> viewers = new LinkedHashMap<>();
    private final Deque<Waiting> undecided = new ArrayDeque<>();
    private final Deque<Accepted> accepted = new ArrayDeque<>();
    private final Set<PeerId> shownBefore = new HashSet<>();
    private final byte[] buffer = new byte[READ_BYTES];
    private PortSettings port;
    private SerialSettings settings;
    private ScrollBack scrollBack;
    private OutputFormatter formatter;
    private @Nullable SerialPort open;
    private String fault = "";
    private boolean wasOpen;
    private long nextTry;
    private boolean breaking;
    private long breakEnd;
    private int acceptedBytes;
    private long writtenEpoch = -1;
    private long auditedEpoch = -1;
    private boolean clogged;
    private long received;
    private long sent;
    private long refused;
    private long lostBefore;
    private final List<Awaited> awaited = new ArrayList<>();
    private volatile Published published;

    /**
     * What other threads see.
     *
     * @param sharedView whether sessions without control see the output
     */
    record Published(SerialStatus status, boolean sharedView) {}

    /** A change of the port that is stored, and answered when it is in use. */
    private record Awaited(String device, boolean enabled, long until, Consumer<Boolean> answer) {}

    SerialBridge(
            PortSettings port,
            SerialSettings settings,
            SerialPort.Opener opener,
            Services services,
            LongSupplier nanoTime) {
        this.port = port;
        this.settings = settings;
        this.opener = opener;
        this.services = services;
        this.nanoTime = nanoTime;
        scrollBack = new ScrollBack(port.scrollBackBytes());
        formatter = new OutputFormatter(settings.display());
        nextTry = nanoTime.getAsLong();
        published = new Published(
                new SerialStatus(port.enabled(), false, port.device(), "", 0, 0, 0, 0, 0), port.sharedView());
    }

    /** Returns the state as of the last round. Any thread. */
    SerialStatus status() {
        return published.status();
    }

    /** Returns the state with what else is published with it; for any thread. */
    Published published() {
        return published;
    }

    /**
     * Answers once the published state is that of this port: true, or false if that takes {@link #LONGEST_CHANGE}. The
     * configuration arrives on another way than the call that changed it.
     */
    void await(String device, boolean enabled, Consumer<Boolean> answer) {
        awaited.add(new Awaited(device, enabled, nanoTime.getAsLong() + LONGEST_CHANGE.toNanos(), answer));
    }

    /** Changes what the configuration says; another port is opened at once. */
    void configure(PortSettings next) {
        boolean other = !next.device().equals(port.device()) || next.enabled() != port.enabled();
        if (next.scrollBackBytes() != port.scrollBackBytes()) {
            ScrollBack larger = new ScrollBack(next.scrollBackBytes());
            byte[] content = scrollBack.content();
            larger.add(content, content.length);
            scrollBack = larger;
        }
        port = next;
        if (other) {
            close();
            fault = "";
            wasOpen = false;
            nextTry = nanoTime.getAsLong();
        }
    }

    /** Changes what a page sets. */
    void configure(SerialSettings next) {
        if (!next.display().equals(settings.display())) {
            show(formatter.finish());
            formatter = new OutputFormatter(next.display());
        }
        boolean otherMode = !next.mode().equals(settings.mode());
        settings = next;
        SerialPort present = open;
        if (otherMode && present != null) {
            try {
                present.configure(next.mode());
            } catch (IOException e) {
                lose(String.valueOf(e.getMessage()));
            }
        }
    }

    /** A viewer opened the channel. */
    void opened(PeerId peer) {
        viewers.putIfAbsent(peer, new Viewer());
    }

    /** A viewer closed the channel, or is gone. */
    void closed(PeerId peer) {
        Viewer gone = viewers.remove(peer);
        if (gone != null) {
            lostBefore += gone.queue.lost();
        }
    }

    /** Stops or resumes the output of one viewer; what comes meanwhile waits, bounded. */
    void pause(PeerId peer, boolean paused) {
        Viewer viewer = viewers.get(peer);
        if (viewer != null) {
            viewer.paused = paused;
        }
    }

    /** Messages came without control, and were not taken for that. */
    void refuse(PeerId peer, int messages) {
        refused += messages;
        answer(peer, NO_CONTROL);
    }

    /** Messages of this peer were discarded before they arrived here. */
    void discarded(PeerId peer, int messages) {
        refused += messages;
        answer(peer, TOO_MUCH);
    }

    /** Takes a message. */
    void message(ChannelMessage message, TerminalMessage decoded) {
        if (decoded instanceof TerminalMessage.Typed) {
            undecided.add(new Waiting(message, decoded));
        }
    }

    /**
     * Sends a command of a call.
     *
     * @return null when it was taken; else why not
     */
    @Nullable
    Reason command(PeerId peer, long fencingToken, byte[] bytes) {
        Roster roster = services.roster();
        Reason reason = refusal(roster, peer, fencingToken);
        if (reason != null || roster == null) {
            return reason;
        }
        return accept(roster, bytes) ? null : Reason.BUSY;
    }

    /** Returns why a session may not write to the line now; null when it may. */
    private @Nullable Reason refusal(@Nullable Roster roster, PeerId peer, long fencingToken) {
        if (roster == null) {
            return Reason.TEMPORARILY_UNAVAILABLE;
        }
        if (!roster.controls(peer)) {
            return Reason.NOT_IN_CONTROL;
        }
        if (fencingToken != roster.epoch()) {
            return Reason.STALE_EPOCH;
        }
        if (open == null) {
            return port.enabled() ? Reason.TARGET_OFF : Reason.UNSUPPORTED;
        }
        return null;
    }

    /**
     * Begins a break for a call; it ends by itself. What waits for the line waits for its end.
     *
     * @return null when it was begun; else why not
     */
    @Nullable
    Reason sendBreak(PeerId peer, long fencingToken) {
        Roster roster = services.roster();
        Reason reason = refusal(roster, peer, fencingToken);
        SerialPort present = open;
        if (reason != null || roster == null || present == null) {
            return reason;
        }
        if (breaking) {
            return Reason.BUSY;
        }
        try {
            present.holdBreak(true);
        } catch (IOException e) {
            lose(String.valueOf(e.getMessage()));
            return Reason.TARGET_OFF;
        }
        breaking = true;
        breakEnd = nanoTime.getAsLong() + BREAK.toNanos();
        auditInput(roster);
        return null;
    }

    private void endBreak() {
        SerialPort present = open;
        if (!breaking || present == null || nanoTime.getAsLong() - breakEnd < 0) {
            return;
        }
        breaking = false;
        try {
            present.holdBreak(false);
        } catch (IOException e) {
            lose(String.valueOf(e.getMessage()));
        }
    }

    /** Returns the number to wait for; −1 while the port is not open. */
    int descriptor() {
        SerialPort present = open;
        return present == null ? -1 : present.descriptor();
    }

    /** Returns what to wait for. */
    int events() {
        return accepted.isEmpty() || breaking ? Posix.POLLIN : Posix.POLLIN | Posix.POLLOUT;
    }

    /**
     * Does what can be done now.
     *
     * @return after how many milliseconds there is something to do without an event; −1 for never
     */
    int serve() {
        Roster roster = services.roster();
        attach(roster);
        tryToOpen();
        endBreak();
        read();
        decide(roster);
        write(roster);
        tellState();
        publish();
        flush();
        return (int) untilNext();
    }

    /** Publishes the state; before viewers are told of it, because one may ask at once. */
    private void publish() {
        SerialStatus before = published.status();
        SerialStatus status = new SerialStatus(
                port.enabled(),
                open != null,
                port.device(),
                fault,
                received,
                sent,
                refused,
                lostBefore
                        + viewers.values().stream()
                                .mapToLong(viewer -> viewer.queue.lost())
                                .sum(),
                viewers.size());
        published = new Published(status, port.sharedView());
        if (status.enabled() != before.enabled()
                || status.open() != before.open()
                || !status.device().equals(before.device())
                || !status.fault().equals(before.fault())) {
            services.stateChanged();
        }
        answerAwaited();
    }

    private void answerAwaited() {
        long now = nanoTime.getAsLong();
        for (Awaited change : List.copyOf(awaited)) {
            boolean used = change.device().equals(port.device()) && change.enabled() == port.enabled();
            if (used || now - change.until() >= 0) {
                awaited.remove(change);
                change.answer().accept(used);
            }
        }
    }

    private long untilNext() {
        long wait = -1;
        if (port.enabled() && open == null) {
            wait = Math.max(1, Duration.ofNanos(nextTry - nanoTime.getAsLong()).toMillis() + 1);
        }
        if (breaking) {
            wait = Math.max(1, Duration.ofNanos(breakEnd - nanoTime.getAsLong()).toMillis() + 1);
        }
        if (clogged || !undecided.isEmpty() || formatter.keepsBack() || !awaited.isEmpty()) {
            wait = wait < 0 ? BUSY_WAIT.toMillis() : Math.min(wait, BUSY_WAIT.toMillis());
        }
        return wait;
    }

    /** Shows the output to those who may see it now, and hides it from the others. */
    private void attach(@Nullable Roster roster) {
        if (roster == null) {
            return;
        }
        viewers.forEach((peer, viewer) -> {
            boolean may = port.sharedView()
                    ? roster.byLink(peer).filter(Session::admitted).isPresent()
                    : roster.controls(peer);
            if (may && !viewer.attached && (!viewer.begun || !port.sharedView())) {
                begin(peer, viewer);
            }
            viewer.attached = may;
        });
    }

    private void begin(PeerId peer, Viewer viewer) {
        if (!shownBefore.remove(peer)) {
            byte[] content = scrollBack.content();
            viewer.queue.clear();
            viewer.queue.add(content, content.length);
        }
        viewer.begun = true;
    }

    private void tryToOpen() {
        long now = nanoTime.getAsLong();
        if (!port.enabled() || open != null || now - nextTry < 0) {
            return;
        }
        nextTry = now + RETRY.toNanos();
        Optional<Path> path = PortPaths.configured(port.device());
        if (path.isEmpty()) {
            fail("the configuration names no serial port");
            return;
        }
        try {
            open = opener.open(path.get(), settings.mode());
            fault = "";
            wasOpen = true;
            LOG.info(
                    "serial port opened path={} baudRate={}",
                    port.device(),
                    settings.mode().baudRate());
        } catch (IOException e) {
            fail(String.valueOf(e.getMessage()));
        }
    }

    private void fail(String reason) {
        if (!reason.equals(fault)) {
            fault = reason;
            LOG.warn("serial port not opened, tried again every second path={} reason=\"{}\"", port.device(), reason);
        }
    }

    private void read() {
        SerialPort present = open;
        try {
            for (int i = 0; present != null && i < MAX_READS; i++) {
                int length = present.read(buffer);
                if (length == SerialPort.GONE) {
                    lose("the device is missing");
                    return;
                }
                if (length == 0) {
                    // a line end that nothing follows is shown as it is
                    if (i == 0 && formatter.keepsBack()) {
                        show(formatter.finish());
                    }
                    return;
                }
                received += length;
                display(buffer, length);
            }
        } catch (IOException e) {
            lose(String.valueOf(e.getMessage()));
        }
    }

    private void display(byte[] bytes, int length) {
        if (settings.display().isPlain()) {
            show(bytes, length);
        } else {
            show(formatter.format(bytes, length));
        }
    }

    private void show(byte[] bytes) {
        show(bytes, bytes.length);
    }

    private void show(byte[] bytes, int length) {
        scrollBack.add(bytes, length);
        viewers.values().stream().filter(viewer -> viewer.attached).forEach(viewer -> viewer.queue.add(bytes, length));
    }

    private void decide(@Nullable Roster roster) {
        for (Waiting next = undecided.peek(); next != null; next = undecided.peek()) {
            ChannelMessage message = next.message();
            if (roster == null && nanoTime.getAsLong() - message.arrivalNanos() < LONGEST_WAIT.toNanos()) {
                return;
            }
            undecided.remove();
            if (!(next.decoded() instanceof TerminalMessage.Typed typed)) {
                continue;
            }
            if (roster == null || !roster.controls(message.peer()) || message.fencingToken() != roster.epoch()) {
                refuse(message.peer(), 1);
            } else if (open == null) {
                refused++;
                answer(message.peer(), NOT_OPEN);
            } else if (!accept(roster, typed.bytes())) {
                refused++;
                answer(message.peer(), TOO_MUCH);
            }
        }
    }

    private boolean accept(Roster roster, byte[] bytes) {
        if (acceptedBytes + bytes.length > MAX_INPUT) {
            return false;
        }
        if (bytes.length > 0) {
            accepted.add(new Accepted(roster.epoch(), bytes));
            acceptedBytes += bytes.length;
            auditInput(roster);
        }
        return true;
    }

    /** One entry for each time that a session has control: which keys it was is in no record. */
    private void auditInput(Roster roster) {
        if (auditedEpoch == roster.epoch()) {
            return;
        }
        auditedEpoch = roster.epoch();
        Optional<Session> session = Optional.ofNullable(roster.primary()).flatMap(roster::session);
        session.ifPresent(primary -> services.audit(new AuditEvent(
                "serial_input",
                primary.user(),
                primary.source(),
                "done",
                Map.of("session", primary.id().value(), "device", port.device()))));
    }

    private void write(@Nullable Roster roster) {
        SerialPort present = open;
        if (present == null || roster == null || breaking) {
            return;
        }
        try {
            if (writtenEpoch >= 0 && writtenEpoch != roster.epoch()) {
                present.discardOutput();
                writtenEpoch = -1;
            }
            for (Accepted next = accepted.peek(); next != null; next = accepted.peek()) {
                if (next.epoch != roster.epoch()) {
                    drop();
                    refused++;
                    continue;
                }
                int length = present.write(next.bytes, next.written, next.bytes.length - next.written);
                if (length == 0) {
                    return;
                }
                writtenEpoch = next.epoch;
                sent += length;
                if (settings.enableEcho()) {
                    byte[] echo = Arrays.copyOfRange(next.bytes, next.written, next.written + length);
                    display(echo, echo.length);
                }
                next.written += length;
                if (next.written == next.bytes.length) {
                    drop();
                }
            }
        } catch (IOException e) {
            lose(String.valueOf(e.getMessage()));
        }
    }

    private void drop() {
        Accepted first = accepted.remove();
        acceptedBytes -= first.bytes.length;
    }

    private void lose(String reason) {
        close();
        fault = reason;
        nextTry = nanoTime.getAsLong() + RETRY.toNanos();
        LOG.warn("serial port lost, tried again every second path={} reason=\"{}\"", port.device(), reason);
    }

    private void close() {
        SerialPort present = open;
        open = null;
        accepted.clear();
        acceptedBytes = 0;
        writtenEpoch = -1;
        if (present != null) {
            if (breaking) {
                try {
                    present.holdBreak(false);
                } catch (IOException e) {
                    LOG.debug("break not ended cause={}", e.toString());
                }
            }
            breaking = false;
            present.close();
        }
    }

    private void tellState() {
        String state = stateText();
        viewers.values().stream()
                .filter(viewer -> viewer.attached && !state.equals(viewer.told))
                .forEach(viewer -> {
                    // that the port is there is told only to viewers that were told that it was not
                    if (!state.isEmpty()) {
                        viewer.queue.addLine(state);
                    } else if (!viewer.told.isEmpty()) {
                        viewer.queue.addLine("The serial port is open.");
                    }
                    viewer.told = state;
                });
    }

    private String stateText() {
        if (!port.enabled()) {
            return SWITCHED_OFF;
        }
        if (open != null || (fault.isEmpty() && !wasOpen)) {
            return "";
        }
        return "The serial port " + port.device() + " is not open: " + fault + ". It is tried again every second.";
    }

    private void answer(PeerId peer, String sentence) {
        Viewer viewer = viewers.get(peer);
        Roster roster = services.roster();
        // a pending session is told nothing, not even this
        if (viewer == null
                || (roster != null
                        && roster.byLink(peer).filter(Session::admitted).isEmpty())) {
            return;
        }
        long now = nanoTime.getAsLong();
        Long before = viewer.answered.get(sentence);
        if (before == null || now - before >= REPEAT_ANSWER.toNanos()) {
            viewer.answered.put(sentence, now);
            viewer.queue.addLine(sentence);
        }
    }

    private void flush() {
        PeerService peers = services.peers();
        clogged = false;
        viewers.forEach((peer, viewer) -> {
            if (!viewer.paused && !viewer.queue.isEmpty()) {
                boolean all = peers != null && viewer.queue.flush(message -> peers.sendBinary(peer, CHANNEL, message));
                clogged |= !all;
            }
        });
    }

    /** Closes the port and returns what a successor needs to go on. */
    Map<String, Object> end() {
        close();
        awaited.forEach(change -> change.answer().accept(false));
        awaited.clear();
        List<Long> shown = new ArrayList<>();
        viewers.forEach((peer, viewer) -> {
            if (viewer.begun) {
                shown.add(peer.number());
            }
        });
        return Map.of("scrollBack", scrollBack.content(), "shown", shown);
    }

    /** Goes on where a predecessor ended; what cannot be read is ignored. */
    void restore(Map<String, Object> state) {
        if (state.get("scrollBack") instanceof byte[] content) {
            scrollBack.add(content, content.length);
        }
        if (state.get("shown") instanceof List<?> shown) {
            shown.forEach(number -> {
                if (number instanceof Long value) {
                    shownBefore.add(new PeerId(value));
                }
            });
        }
    }
}
