// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;

/**
 * Gives a fuzz target damaged copies of its seeds, the same ones in each build. Coverage-guided fuzzing finds more
 * ({@code JAZZER_FUZZ=1}), but takes minutes; these take a second. The system property {@value #ROUNDS} sets the number
 * of copies.
 */
public final class DamagedSeeds {

    /** How many inputs a target gets. */
    public static final String ROUNDS = "baton.fuzz.rounds";

    private static final int DEFAULT_ROUNDS = 2_000;
    private static final int MAX_DAMAGES = 6;
    private static final int MAX_SHOWN = 512;
    private static final byte[] BOUNDARIES = {0, 1, 0x7f, (byte) 0x80, (byte) 0xff, '"', '\\', '{', '-', ';', ' ', '\n'
    };

    private final List<byte[]> seeds;
    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(20_261_129);

    private DamagedSeeds(List<byte[]> seeds) {
        this.seeds = seeds;
    }

    /**
     * Calls a target with each seed and with damaged copies.
     *
     * @param fuzzTest the test class
     * @param method the name of the fuzz target, by which Jazzer finds its seeds
     * @throws AssertionError with the input, for whatever the target throws
     */
    public static void run(Class<?> fuzzTest, String method, Consumer<byte[]> target) {
        run(seeds(fuzzTest, method), target);
    }

    /** The same with seeds that a test makes. */
    public static void run(List<byte[]> seeds, Consumer<byte[]> target) {
        new DamagedSeeds(seeds).run(target);
    }

    private void run(Consumer<byte[]> target) {
        seeds.forEach(seed -> call(target, seed));
        int rounds = Integer.getInteger(ROUNDS, DEFAULT_ROUNDS);
        for (int round = 0; round < rounds; round++) {
            byte[] input = seed();
            for (int damages = 1 + random.nextInt(MAX_DAMAGES); damages > 0; damages--) {
                input = damaged(input);
            }
            call(target, input);
        }
    }

    private static void call(Consumer<byte[]> target, byte[] input) {
        try {
            target.accept(input.clone());
        } catch (RuntimeException | Error e) {
            byte[] shown = Arrays.copyOf(input, Math.min(input.length, MAX_SHOWN));
            throw new AssertionError(
                    "input of " + input.length + " bytes: " + HexFormat.of().formatHex(shown), e);
        }
    }

    private byte[] damaged(byte[] input) {
        int at = random.nextInt(input.length + 1);
        int end = at + random.nextInt(input.length - at + 1);
        byte[] before = Arrays.copyOf(input, at);
        byte[] after = Arrays.copyOfRange(input, end, input.length);
        return switch (random.nextInt(7)) {
            case 0 -> replaced(input, at, (byte) random.nextInt());
            case 1 -> replaced(input, at, BOUNDARIES[random.nextInt(BOUNDARIES.length)]);
            case 2 -> at == input.length ? input : replaced(input, at, (byte) (input[at] ^ 1 << random.nextInt(8)));
            case 3 -> before;
            case 4 -> joined(before, after);
            case 5 -> joined(Arrays.copyOf(input, end), Arrays.copyOfRange(input, at, input.length));
            default -> {
                byte[] other = seed();
                yield joined(before, Arrays.copyOfRange(other, random.nextInt(other.length + 1), other.length));
            }
        };
    }

    private byte[] seed() {
        return seeds.get(random.nextInt(seeds.size()));
    }

    private static byte[] replaced(byte[] input, int at, byte value) {
        byte[] copy = input.clone();
        if (at < copy.length) {
            copy[at] = value;
        }
        return copy;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    private static List<byte[]> seeds(Class<?> fuzzTest, String method) {
        String name = fuzzTest.getSimpleName() + "Inputs/" + method;
        URL directory = fuzzTest.getResource(name);
        if (directory == null) {
            throw new IllegalArgumentException("no seeds in " + name);
        }
        try (Stream<Path> files = Files.list(Path.of(directory.toURI()))) {
            List<byte[]> seeds = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                seeds.add(Files.readAllBytes(file));
            }
            return seeds;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
