// SPDX-License-Identifier: Apache-2.0
package io.baton.network.networkd;

import io.baton.audit.AuditEvent;
import io.baton.network.NetworkState;
import io.baton.shared.files.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes the network, and undoes each change that is not confirmed within {@link #CONFIRM}. What was before is on disk
 * before anything is changed; a successor, after a swap or a crash, goes on with the same deadline, and after a restart
 * of the machine undoes the change at once.
 *
 * <p>Threading. One thread, but {@link #pending} and {@link #left} are for any.
 */
final class NetworkChanges {

    /** How long a change waits for its confirmation. */
    static final Duration CONFIRM = Duration.ofSeconds(60);

    private static final Logger LOG = LoggerFactory.getLogger("network.networkd");
    /** By then systemd-networkd has read the new file. */
    private static final Duration APPLIED = Duration.ofSeconds(5);

    private static final Duration RETRY = Duration.ofSeconds(5);
    private static final double NANOS_PER_SECOND = 1e9;

    private final KernelFiles files;
    private final StateReader reader;
    private final HostServices host;
    private final Path pendingFile;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Consumer<AuditEvent> audit;
    private volatile @Nullable Waiting waiting;

    /**
     * A change that waits.
     *
     * @param checkNanos from when on the interface must be configured by our file; empty once it was seen
     * @param undoing whether an undo has begun, and why; empty before
     */
    private record Waiting(PendingChange change, long deadlineNanos, Optional<Long> checkNanos, String undoing) {}

    NetworkChanges(
            KernelFiles files,
            StateReader reader,
            HostServices host,
            Path pendingFile,
            InstantSource clock,
            LongSupplier nanoTime,
            Consumer<AuditEvent> audit) {
        this.files = files;
        this.reader = reader;
        this.host = host;
        this.pendingFile = pendingFile;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.audit = audit;
    }

    Optional<PendingChange> pending() {
        return Optional.ofNullable(waiting).map(Waiting::change);
    }

    /**
     * A change that waits for its confirmation, at one moment.
     *
     * @param seconds whole seconds until it is undone
     */
    record Left(PendingChange change, long seconds) {}

    /** Returns the change that waits with the time that it has left; empty for none. */
    Optional<Left> left() {
        Waiting present = waiting;
        return present == null
                ? Optional.empty()
                : Optional.of(new Left(present.change, Math.max(0, (long)
                        Math.ceil((present.deadlineNanos - nanoTime.getAsLong()) / NANOS_PER_SECOND))));
    }

    /** Takes over a change that a predecessor left behind. */
    void begin() {
        if (!Files.exists(pendingFile)) {
            return;
        }
        try {
            PendingChange change = PendingChange.read(AtomicFiles.read(pendingFile, PendingChange.MAX_BYTES));
            boolean sameBoot = change.bootId().equals(bootId());
            Duration left = sameBoot ? Duration.ofMillis(change.deadlineMillis() - clock.millis()) : Duration.ZERO;
            // the wall clock may have been set meanwhile
            Duration bounded = left.compareTo(CONFIRM) > 0 ? CONFIRM : left.isNegative() ? Duration.ZERO : left;
            waiting = new Waiting(
                    change,
                    nanoTime.getAsLong() + bounded.toNanos(),
                    Optional.empty(),
                    bounded.isZero() ? "restart" : "");
            LOG.info("unconfirmed network change found secondsLeft={}", bounded.toSeconds());
        } catch (IOException | IllegalArgumentException e) {
            LOG.error("unconfirmed network change cannot be read, the network stays as it is file={}", pendingFile, e);
            audit.accept(event("network_undo", Actor.DEVICE, "failed", Map.of("cause", "restart")));
        }
    }

    /**
     * Makes a change. It is undone at once when the operating system refuses it.
     *
     * @throws IOException when it was not made
     */
    void apply(Actor actor, NetworkState state, NetworkSettings present, NetworkSettings wanted) throws IOException {
        boolean changesFile = !wanted.sameFile(present);
        boolean changesName = !wanted.hostName().equals(present.hostName());
        PendingChange change = new PendingChange(
                state.interfaceName(),
                changesFile,
                changesFile ? ownFile() : Optional.empty(),
                changesName ? Optional.of(present.hostName()) : Optional.empty(),
                actor,
                clock.millis() + CONFIRM.toMillis(),
                bootId());
        AtomicFiles.createDirectories(
                Objects.requireNonNull(pendingFile.toAbsolutePath().getParent()));
        AtomicFiles.replace(pendingFile, change.bytes(), AtomicFiles.OWNER_ONLY);
        Map<String, Object> details = details(wanted, state.interfaceName());
        long now = nanoTime.getAsLong();
        waiting = new Waiting(
                change,
                now + CONFIRM.toNanos(),
                changesFile ? Optional.of(now + APPLIED.toNanos()) : Optional.empty(),
                "");
        try {
            if (changesFile) {
                KernelFiles.write(NetworkFile.path(files), NetworkFile.text(state.interfaceName(), wanted));
                host.reconfigure(state.index());
            }
            if (changesName) {
                host.hostName(wanted.hostName());
            }
        } catch (IOException e) {
            audit.accept(event("network_change", actor, "failed", details));
            undo(Actor.DEVICE, "failed");
            throw e;
        }
        LOG.info("network changed interface={} confirmSeconds={}", state.interfaceName(), CONFIRM.toSeconds());
        audit.accept(event("network_change", actor, "done", details));
    }

    private static Map<String, Object> details(NetworkSettings wanted, String interfaceName) {
        Map<String, Object> details = new LinkedHashMap<>(wanted.toMap());
        details.put("interface", interfaceName);
        return details;
    }

    /** Keeps the change, and returns false when none waits, or its undo has begun. */
    boolean confirm(Actor actor, String how) throws IOException {
        Waiting present = waiting;
        if (present == null || !present.undoing.isEmpty()) {
            return false;
        }
        forget();
        LOG.info("network change confirmed by={}", how);
        audit.accept(event("network_confirm", actor, "done", Map.of("by", how)));
        return true;
    }

    /** Undoes the change that waits; what fails is tried again by {@link #tick}. Returns false when none waits. */
    boolean undo(Actor actor, String cause) {
        Waiting present = waiting;
        if (present == null) {
            return false;
        }
        PendingChange change = present.change;
        try {
            restore(change);
            forget();
            LOG.info("network change undone cause={}", cause);
            audit.accept(event("network_undo", actor, "done", Map.of("cause", cause)));
        } catch (IOException e) {
            if (present.undoing.isEmpty()) {
                audit.accept(event("network_undo", actor, "failed", Map.of("cause", cause)));
            }
            LOG.warn("network change not undone yet retrySeconds={} cause={}", RETRY.toSeconds(), e.toString());
            waiting = new Waiting(change, nanoTime.getAsLong() + RETRY.toNanos(), Optional.empty(), cause);
        }
        return true;
    }

    /** The file first: it counts at the next start even if systemd-networkd does not answer now. */
    private void restore(PendingChange change) throws IOException {
        if (change.changedFile()) {
            Path file = NetworkFile.path(files);
            if (change.file().isPresent()) {
                KernelFiles.write(file, change.file().get());
            } else if (Files.deleteIfExists(file)) {
                AtomicFiles.syncDirectory(
                        Objects.requireNonNull(file.toAbsolutePath().getParent()));
            }
        }
        IOException failure = null;
        if (change.changedFile()) {
            String index = files.text("sys/class/net/" + change.interfaceName() + "/ifindex");
            if (index.matches("[0-9]{1,9}")) {
                try {
                    host.reconfigure(Integer.parseInt(index));
                } catch (IOException e) {
                    failure = e;
                }
            }
        }
        // last, and whatever became of the interface: neither waits for the service of the other
        if (change.hostName().isPresent()) {
            host.hostName(change.hostName().get());
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void forget() throws IOException {
        Files.deleteIfExists(pendingFile);
        AtomicFiles.syncDirectory(
                Objects.requireNonNull(pendingFile.toAbsolutePath().getParent()));
        waiting = null;
    }

    /** Undoes what is due, and what did not reach the interface. Returns whether anything was. */
    boolean tick() {
        Waiting present = waiting;
        if (present == null) {
            return false;
        }
        if (!Files.exists(pendingFile)) {
            // confirmed by another instance
            waiting = null;
            return true;
        }
        long now = nanoTime.getAsLong();
        if (now - present.deadlineNanos >= 0) {
            return undo(Actor.DEVICE, present.undoing.isEmpty() ? "timeout" : present.undoing);
        }
        if (present.checkNanos.isPresent() && now - present.checkNanos.get() >= 0) {
            String index = files.text("sys/class/net/" + present.change.interfaceName() + "/ifindex");
            String used = index.matches("[0-9]{1,9}") ? reader.networkFile(Integer.parseInt(index)) : "";
            if (!used.endsWith("/" + NetworkFile.NAME)) {
                LOG.warn("systemd-networkd uses another file, change undone file={}", used);
                return undo(Actor.DEVICE, "not_applied");
            }
            waiting = new Waiting(present.change, present.deadlineNanos, Optional.empty(), "");
        }
        return false;
    }

    private Optional<String> ownFile() throws IOException {
        Path file = NetworkFile.path(files);
        return Files.exists(file) ? Optional.of(files.text(file) + "\n") : Optional.empty();
    }

    private String bootId() {
        return files.text("proc/sys/kernel/random/boot_id");
    }

    static AuditEvent event(String action, Actor actor, String outcome, Map<String, Object> details) {
        Map<String, Object> all = new LinkedHashMap<>(details);
        if (!actor.nickname().isEmpty()) {
            all.put("nickname", actor.nickname());
        }
        return new AuditEvent(action, actor.user(), actor.source(), outcome, all);
    }
}
