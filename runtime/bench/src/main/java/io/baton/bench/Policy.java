// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import io.baton.harness.Device;
import io.baton.policy.handover.HandoverPolicy;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/** Decisions a second on one core and bytes allocated by each, in rosters of 1, 10 and 100 sessions. */
final class Policy {

    /** What the device runs with. */
    private static final String FLAGS = Device.jvmOptions();

    private static final int WARM_UP = 5;
    private static final int MEASURED = 2;

    private final int forks;

    Policy(int forks) {
        this.forks = forks;
    }

    void run() throws Exception {
        CpuTimes started = Host.print();
        System.out.printf(
                Locale.ROOT,
                "policy: one thread; %d forks, each %d × 1 s of warm-up and %d × 1 s measured; flags: %s%n",
                forks,
                WARM_UP,
                MEASURED,
                "runtime/jvm.options");
        List<SessionLoad.Step> round = new SessionLoad(new HandoverPolicy(), 10).round();
        Map<String, Long> kinds = round.stream()
                .collect(Collectors.groupingBy(SessionLoad.Step::kind, TreeMap::new, Collectors.counting()));
        System.out.println("mix: of " + round.size() + " commands "
                + kinds.entrySet().stream()
                        .map(kind -> kind.getValue() + " " + kind.getKey())
                        .collect(Collectors.joining(", "))
                + "; a tick carries an activity sample of every session");
        System.out.println("sessions  command        decisions/s  (smallest – largest)      bytes per decision");
        print(measure(forks, options -> {}));
        String[] each = kinds.keySet().toArray(String[]::new);
        print(measure(1, options -> options.param("sessions", "10").param("command", each)));
        Host.printAfter(started);
    }

    private static Collection<RunResult> measure(int forks, Consumer<ChainedOptionsBuilder> which) throws Exception {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(PolicyBenchmark.class.getName() + ".decide$")
                .forks(forks)
                .warmupIterations(WARM_UP)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(MEASURED)
                .measurementTime(TimeValue.seconds(1))
                .jvmArgs(FLAGS)
                .addProfiler(GCProfiler.class)
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true);
        which.accept(options);
        return new Runner(options.build()).run();
    }

    private static void print(Collection<RunResult> results) {
        for (RunResult result : results) {
            BenchmarkParams params = result.getParams();
            Statistics rate = result.getPrimaryResult().getStatistics();
            double bytes = Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"))
                    .getScore();
            System.out.printf(
                    Locale.ROOT,
                    "%8s  %-10s %,15.0f  (%,.0f – %,.0f) %,15.0f%n",
                    params.getParam("sessions"),
                    params.getParam("command"),
                    rate.getPercentile(50),
                    rate.getMin(),
                    rate.getMax(),
                    bytes);
        }
    }
}
