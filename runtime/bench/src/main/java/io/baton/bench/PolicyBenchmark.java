// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import io.baton.policy.Decision;
import io.baton.policy.SessionPolicy;
import io.baton.policy.handover.HandoverPolicy;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The benchmark of {@link Policy}: one decision. Public and not final, as JMH requires. */
@State(Scope.Benchmark)
public class PolicyBenchmark {

    /** Every kind of command, as often as {@link SessionLoad} has it. */
    static final String MIX = "mix";

    @Param({"1", "10", "100"})
    public int sessions = 1;

    @Param(MIX)
    public String command = MIX;

    private final SessionPolicy policy = new HandoverPolicy();
    private SessionLoad.Step[] steps = {};
    private int next;

    /** Records one round. */
    @Setup
    public void live() {
        List<SessionLoad.Step> round = new SessionLoad(policy, sessions).round();
        steps = round.stream()
                .filter(step -> command.equals(MIX) || command.equals(step.kind()))
                .toArray(SessionLoad.Step[]::new);
    }

    /** Decides the round's next command with the roster recorded for it. */
    @Benchmark
    public Decision decide() {
        SessionLoad.Step step = steps[next];
        next = next + 1 == steps.length ? 0 : next + 1;
        return policy.decide(step.before(), step.command(), step.at());
    }
}
