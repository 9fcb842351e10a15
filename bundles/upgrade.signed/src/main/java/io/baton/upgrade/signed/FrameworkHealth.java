// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.ToLongFunction;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/**
 * Observes replaced bundles in the framework: they run, they provide the services they provided before, they log no
 * series of errors; the process has not many more threads; one session at most has control; the video, the queues and
 * the output of input are as they should be; and no reporter of health that was content before has a complaint.
 *
 * <p>A bundle that does not run and a series of errors count at once. The rest counts when it lasts for some seconds,
 * because a service and its users come back one after the other.
 *
 * <p>Threading. One thread at a time.
 */
final class FrameworkHealth implements HealthGate {

    /** Errors of one bundle within {@link #ERROR_WINDOW} seconds beyond which it is bad. */
    static final int MAX_ERRORS = 5;

    static final int ERROR_WINDOW = 10;

    /** Threads beyond those before the upgrade: more than the pools of the device grow by under load. */
    static final int MAX_MORE_THREADS = 64;

    /** Checks in a row in which a problem is found. */
    private static final int PERSISTENT = 4;

    private static final String REPORTERS = "(|(baton.role=health)(baton.role=readiness))";
    private static final String ERRORS = "(baton.role=errors)";

    private final BundleContext context;
    private final ServiceReader reader;
    private final Set<String> names;
    private final Map<String, Set<String>> services = new HashMap<>();
    private final Complaints complaints = new Complaints();
    private final List<Map<String, Long>> errors = new ArrayList<>();
    private final VideoProbe video;
    private final InputProbe input;
    private final IntSupplier liveThreads;
    private final int threadsBefore;
    private int inARow;

    /**
     * Notes what is so now.
     *
     * @param liveThreads the number of the process's threads, virtual ones excepted
     */
    FrameworkHealth(BundleContext context, List<String> symbolicNames, IntSupplier liveThreads) {
        this.context = context;
        this.liveThreads = liveThreads;
        threadsBefore = liveThreads.getAsInt();
        reader = new ServiceReader(context);
        names = Set.copyOf(symbolicNames);
        for (Bundle bundle : bundles()) {
            services.put(bundle.getSymbolicName(), provided(bundle));
        }
        for (ServiceReference<?> reference : reader.references(REPORTERS)) {
            complaints.remember(reporter(reference), complaint(reference));
        }
        video = new VideoProbe(reader);
        input = new InputProbe(reader::gauges, reader::expiredInput, reader::isUsbConfigured);
    }

    @Override
    public void started() {
        errors.clear();
        errors.add(errorCounts());
    }

    @Override
    public Optional<Problem> check() {
        Optional<Problem> atOnce = notRunning().or(this::tooManyErrors);
        if (atOnce.isPresent()) {
            return atOnce;
        }
        // each probe measures from one check to the next
        Optional<Problem> picture = video.check();
        Optional<Problem> events = input.check();
        Optional<Problem> problem = missingService()
                .or(this::severalPrimaries)
                .or(() -> picture)
                .or(() -> events)
                .or(this::moreThreads)
                .or(this::complaint);
        inARow = problem.isPresent() ? inARow + 1 : 0;
        return inARow >= PERSISTENT ? problem : Optional.empty();
    }

    @Override
    public String observed() {
        boolean counting = reader.references(ERRORS).iterator().hasNext();
        return "bundles, services, control, video, queues, input, threads, "
                + reader.references(REPORTERS).size() + " reporters of health"
                + (counting ? ", errors in the log" : "; errors in the log are not counted");
    }

    @Override
    public void close() {
        video.close();
    }

    private List<Bundle> bundles() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> names.contains(String.valueOf(bundle.getSymbolicName())))
                .toList();
    }

    private Optional<Problem> notRunning() {
        Set<String> active = new HashSet<>();
        bundles().stream()
                .filter(bundle -> bundle.getState() == Bundle.ACTIVE)
                .forEach(bundle -> active.add(bundle.getSymbolicName()));
        return names.stream()
                .filter(name -> !active.contains(name))
                .findFirst()
                .map(name -> new Problem("start_failed", name + " does not run."));
    }

    private Optional<Problem> missingService() {
        Map<String, Set<String>> present = new HashMap<>();
        for (Bundle bundle : bundles()) {
            present.computeIfAbsent(bundle.getSymbolicName(), name -> new HashSet<>())
                    .addAll(provided(bundle));
        }
        for (Map.Entry<String, Set<String>> before : services.entrySet()) {
            Set<String> missing = new HashSet<>(before.getValue());
            missing.removeAll(present.getOrDefault(before.getKey(), Set.of()));
            if (!missing.isEmpty()) {
                return Optional.of(new Problem(
                        "service_missing",
                        before.getKey() + " does not provide "
                                + missing.iterator().next() + "."));
            }
        }
        return Optional.empty();
    }

    /** The interfaces a bundle provides and can make an object of; a component that fails has none. */
    private Set<String> provided(Bundle bundle) {
        Set<String> provided = new HashSet<>();
        ServiceReference<?>[] registered = bundle.getState() == Bundle.ACTIVE ? bundle.getRegisteredServices() : null;
        for (ServiceReference<?> reference : registered == null ? new ServiceReference<?>[0] : registered) {
            boolean used = reference.getUsingBundles() != null;
            if (used || isObtainable(reference)) {
                String[] interfaces = (String[]) reference.getProperty(Constants.OBJECTCLASS);
                provided.addAll(List.of(interfaces));
            }
        }
        return provided;
    }

    private boolean isObtainable(ServiceReference<?> reference) {
        try {
            boolean obtained = context.getService(reference) != null;
            if (obtained) {
                context.ungetService(reference);
            }
            return obtained;
        } catch (RuntimeException | LinkageError e) {
            return false;
        }
    }

    private Optional<Problem> severalPrimaries() {
        long primaries = reader.primaries();
        return primaries > 1
                ? Optional.of(new Problem("several_primaries", primaries + " sessions have control."))
                : Optional.empty();
    }

    private Optional<Problem> moreThreads() {
        int more = liveThreads.getAsInt() - threadsBefore;
        return more > MAX_MORE_THREADS
                ? Optional.of(new Problem("threads", "The process has " + more + " threads more than before."))
                : Optional.empty();
    }

    private Optional<Problem> complaint() {
        for (ServiceReference<?> reference : reader.references(REPORTERS)) {
            Optional<String> complaint = complaints.firstNew(reporter(reference), complaint(reference));
            if (complaint.isPresent()) {
                return Optional.of(new Problem("unhealthy", complaint.get()));
            }
        }
        return Optional.empty();
    }

    /** The bundle of a service; one that was unregistered meanwhile has none and no complaint either. */
    private static long reporter(ServiceReference<?> reference) {
        Bundle bundle = reference.getBundle();
        return bundle == null ? -1 : bundle.getBundleId();
    }

    private String complaint(ServiceReference<?> reference) {
        try {
            return reader.text(reference);
        } catch (RuntimeException | LinkageError e) {
            return "a reporter of health failed: " + e;
        }
    }

    private Optional<Problem> tooManyErrors() {
        Map<String, Long> now = errorCounts();
        errors.add(now);
        if (errors.size() > ERROR_WINDOW) {
            errors.removeFirst();
        }
        Map<String, Long> before = errors.getFirst();
        return names.stream()
                .filter(name -> now.getOrDefault(name, 0L) - before.getOrDefault(name, 0L) > MAX_ERRORS)
                .findFirst()
                .map(name -> new Problem(
                        "errors", name + " logged more than " + MAX_ERRORS + " errors in " + ERROR_WINDOW + " s."));
    }

    private Map<String, Long> errorCounts() {
        Map<String, Long> counts = new HashMap<>();
        for (ServiceReference<?> reference : reader.references(ERRORS)) {
            if (context.getService(reference) instanceof ToLongFunction<?> counter) {
                @SuppressWarnings("unchecked")
                ToLongFunction<String> byName = (ToLongFunction<String>) counter;
                names.forEach(name -> counts.put(name, byName.applyAsLong(name)));
                context.ungetService(reference);
            }
        }
        return counts;
    }
}
