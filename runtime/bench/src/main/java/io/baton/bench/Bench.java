// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import org.opentest4j.TestAbortedException;

/** The command behind {@code ./baton bench}. */
public final class Bench {
    private static final String USAGE = """
            Usage: ./baton bench NAME [options]
              attack [--seconds S]                hostile traffic of seven kinds while a primary works: latency, heap
              churn  [--minutes M] [--seed N]     ten clients come, go and decide at random; all must believe the same
              fanout [--rounds N] [--seconds S]   CPU, packets and memory for 1, 5 and 10 viewers, beside a Pion sender
              fleet  [--devices N]                one file rolled out to many hawkBit agents in groups; a bad one is stopped
              input  [--rounds N] [--seconds S] [--presses N]
                                                  message to report, beside Pion; key to picture in Chromium
              join   [--rounds N]                 offer to first decoded frame in Chromium, beside a Pion sender
              policy [--forks N]                  decisions of the rules a second, and bytes each allocates (JMH)
              soak   [--minutes M]                ten viewers for a while: heap, threads, files and memory at both ends
              start  [--rounds N]                 process start to ready with its phases, and idle memory, of the image
              storm  [--rounds N]                 hand-overs, approvals and kicks, as clients see them
              swap   [--swaps N]                  each control bundle replaced, in place and beside: delays, losses, memory
              video  [--seconds S] [--changes N]  each encoder present: processor, delay, pacing, change to first picture
            """;

    private Bench() {}

    public static void main(String[] arguments) throws Exception {
        List<String> all = List.of(arguments);
        String name = all.isEmpty() ? "help" : all.getFirst();
        try {
            run(name, all);
        } catch (TestAbortedException missing) {
            System.out.println("nothing measured: " + missing.getMessage());
        }
    }

    private static void run(String name, List<String> all) throws Exception {
        switch (name) {
            case "attack" -> {
                if (!new Attack(number(all, "--seconds", 60)).run()) {
                    System.exit(1);
                }
            }
            case "churn" -> {
                long seed = number(all, "--seed", new SecureRandom().nextInt(1_000_000));
                if (!new Churn(number(all, "--minutes", 10), seed).run()) {
                    System.exit(1);
                }
            }
            case "fanout" -> new Fanout(number(all, "--rounds", 5), number(all, "--seconds", 10)).run();
            case "fleet" -> {
                if (!new Fleet(number(all, "--devices", 200)).run()) {
                    System.exit(1);
                }
            }
            case "input" -> {
                Input input = new Input(
                        number(all, "--rounds", 5), number(all, "--seconds", 10), number(all, "--presses", 200));
                if (!input.run()) {
                    System.exit(1);
                }
            }
            case "join" -> new Join(number(all, "--rounds", 5)).run();
            case "policy" -> new Policy(number(all, "--forks", 5)).run();
            case "start" -> new Start(number(all, "--rounds", 5)).run();
            case "storm" -> {
                if (!new Storm(number(all, "--rounds", 5)).run()) {
                    System.exit(1);
                }
            }
            case "swap" -> {
                if (!new Swap(number(all, "--swaps", 200)).run()) {
                    System.exit(1);
                }
            }
            case "video" -> new Video(number(all, "--seconds", 10), number(all, "--changes", 10)).run();
            case "soak" -> new Soak(number(all, "--minutes", 10)).run();
            default -> {
                System.out.print(USAGE);
                System.exit(name.equals("help") ? 0 : 2);
            }
        }
    }

    private static int number(List<String> arguments, String option, int otherwise) {
        int at = arguments.indexOf(option);
        Optional<String> value =
                at >= 0 && at + 1 < arguments.size() ? Optional.of(arguments.get(at + 1)) : Optional.empty();
        return value.map(Integer::parseInt).orElse(otherwise);
    }
}
