// SPDX-License-Identifier: Apache-2.0
package io.baton.audit.journal;

import io.baton.audit.AuditCounters;
import io.baton.audit.AuditEvent;
import io.baton.audit.AuditLog;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcException;
import io.baton.rpc.RpcMethods;
import io.baton.session.DecisionRecord;
import io.baton.session.Effect;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Roster;
import io.baton.session.RosterListener;
import io.baton.shared.threads.DaemonThreads;
import io.baton.shared.threads.FatalReporter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit journal as a component: takes decisions and notes, answers {@code getAudit}, and owns the threads
 * {@code baton-audit} and {@code baton-audit-reader}.
 *
 * <p>Threading. All methods return at once; the threads write and answer.
 */
@Component(
        service = {RosterListener.class, AuditLog.class, RpcMethods.class, Supplier.class},
        immediate = true,
        property = {RpcMethods.NAMES + "=getAudit", "baton.role=readiness"},
        configurationPid = AuditConfig.PID)
@Designate(ocd = AuditConfig.class)
public final class ChainedJournal implements RosterListener, AuditLog, RpcMethods, Supplier<String> {

    private static final Logger LOG = LoggerFactory.getLogger("audit.journal");
    static final String DATA_PROPERTY = "baton.data";
    private static final Duration STOP = Duration.ofSeconds(2);
    private static final int MIB = 1024 * 1024;
    private static final int MAX_LIMIT = 500;
    private static final int LIMIT = 100;
    private static final Outcome.Refused BUSY =
            Outcome.refused(Reason.BUSY, "Too many requests for the audit journal. Try again.", Duration.ofSeconds(1));

    private final JournalWriter journalWriter;
    private final JournalReader reader;
    private final Thread thread;
    private final Thread readerThread;

    /** Ends the device and gives the reason; the launcher provides it. */
    @Reference(
            target = "(baton.role=fatal)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Consumer<String> fatal;

    @Activate
    public ChainedJournal(AuditConfig config, BundleContext context) {
        this(
                new JournalWriter.Settings(
                        directory(config.directory(), context.getProperty(DATA_PROPERTY)),
                        (long) Math.clamp(config.fileSizeMiB(), 1, 16) * MIB,
                        Math.clamp(config.maxFiles(), 2, 1000),
                        Duration.ofHours(Math.clamp(config.minAgeHours(), 0, 8760)),
                        context.getProperty(Constants.FRAMEWORK_UUID)),
                InstantSource.system(),
                System::nanoTime);
    }

    ChainedJournal(JournalWriter.Settings settings, InstantSource clock, LongSupplier nanoTime) {
        journalWriter = new JournalWriter(settings, clock, nanoTime, JournalWriter.QUEUE_CAPACITY);
        reader = new JournalReader(settings.directory());
        DaemonThreads threads = new DaemonThreads(LOG, new FatalReporter(() -> fatal));
        thread = threads.start("baton-audit", journalWriter);
        readerThread = threads.start("baton-audit-reader", reader);
    }

    static Path directory(String configured, @Nullable String data) {
        return configured.isEmpty() ? Path.of(data == null ? "data" : data, "audit") : Path.of(configured);
    }

    @Deactivate
    void close() {
        reader.stop();
        readerThread.interrupt();
        journalWriter.stop();
        try {
            if (!thread.join(STOP)) {
                LOG.error("journal writer does not end, interrupted");
                thread.interrupt();
                thread.join(STOP);
            }
            if (!readerThread.join(STOP)) {
                LOG.error("thread does not end name={}", readerThread.getName());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void changed(Roster before, Roster after, List<Effect> effects) {
        // every change comes from a decision, which decided() receives
    }

    @Override
    public void decided(DecisionRecord decided) {
        journalWriter.decided(decided);
    }

    @Override
    public void note(AuditEvent note) {
        journalWriter.note(note);
    }

    @Override
    public AuditCounters counters() {
        return journalWriter.counters();
    }

    /** Returns why the device is not ready; an empty text once the first entry is written. */
    @Override
    public String get() {
        AuditCounters counters = counters();
        if (!counters.healthy()) {
            return "the audit journal cannot be written";
        }
        return counters.entries() == 0 ? "the audit journal is not open yet" : "";
    }

    @Override
    public CompletionStage<Object> call(RpcCall call) {
        try {
            long before = number(call.params(), "before", Long.MAX_VALUE, Long.MAX_VALUE);
            int limit = (int) number(call.params(), "limit", LIMIT, MAX_LIMIT);
            CompletableFuture<Map<String, Object>> answer = new CompletableFuture<>();
            Runnable read = () -> {
                if (!reader.add(new JournalReader.Request(before, limit, answer))) {
                    answer.completeExceptionally(RpcException.refused(BUSY));
                }
            };
            // what the caller did before is in what it reads
            if (!journalWriter.whenWritten(read)) {
                read.run();
            }
            return answer.thenApply(page -> page);
        } catch (RpcException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private static long number(Map<String, Object> params, String name, long absent, long max) throws RpcException {
        Object value = params.get(name);
        if (value == null) {
            return absent;
        }
        if (value instanceof Long number && number >= 1 && number <= max) {
            return number;
        }
        throw RpcException.badParameter(
                name + " is a whole number from 1" + (max == Long.MAX_VALUE ? "" : " to " + max));
    }
}
