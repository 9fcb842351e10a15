// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;

/**
 * Hashes passwords with Argon2id (RFC 9106), stored in the PHC string format with their cost. One hash is computed at a
 * time, because each needs {@link HashCost#memoryKib} of a small heap; a few callers wait for it, further ones are
 * refused.
 *
 * <p>Threading. Any thread; blocks for the time of a hash, and for {@link #WAIT_MILLIS} before that.
 */
final class PasswordHasher {

    /** OWASP's smallest memory with two passes. */
    static final int MEMORY_KIB = 19 * 1024;

    static final int MAX_WAITING = 3;
    private static final long WAIT_MILLIS = 2000;
    private static final long TARGET_NANOS = 250_000_000;
    private static final int MIN_ITERATIONS = 2;
    private static final int MAX_ITERATIONS = 16;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final Pattern PHC = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d{1,6}),t=(\\d{1,2}),p=1\\$([A-Za-z0-9+/]{22})\\$([A-Za-z0-9+/]{43})");

    private final Semaphore permit = new Semaphore(1, true);
    private final RandomGenerator random;
    private final LongSupplier nanoTime;
    private volatile @Nullable HashCost cost;

    /**
     * @param random cryptographically strong
     * @param cost the cost of new hashes; null to measure it with the first one
     */
    PasswordHasher(RandomGenerator random, LongSupplier nanoTime, @Nullable HashCost cost) {
        this.random = random;
        this.nanoTime = nanoTime;
        this.cost = cost;
    }

    /** Returns the cost of new hashes; null before it was measured. */
    @Nullable
    HashCost cost() {
        return cost;
    }

    /** Returns the PHC string of a password with a salt of its own. */
    String hash(String password) throws BusyException {
        acquire();
        try {
            byte[] salt = new byte[SALT_BYTES];
            random.nextBytes(salt);
            HashCost used = calibrated();
            return "$argon2id$v=19$m=%d,t=%d,p=1$%s$%s"
                    .formatted(used.memoryKib(), used.iterations(), encode(salt), encode(argon2(password, salt, used)));
        } finally {
            permit.release();
        }
    }

    /**
     * Returns whether a password belongs to a PHC string. For no string, or one that is malformed, the same time passes
     * and the answer is no, so that the time does not tell whether an account exists.
     */
    boolean matches(String password, String stored) throws BusyException {
        Matcher matcher = PHC.matcher(stored);
        acquire();
        try {
            if (!matcher.matches()) {
                argon2(password, new byte[SALT_BYTES], calibrated());
                return false;
            }
            HashCost used = new HashCost(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
            byte[] expected = Base64.getDecoder().decode(matcher.group(4));
            return MessageDigest.isEqual(
                    expected, argon2(password, Base64.getDecoder().decode(matcher.group(3)), used));
        } catch (IllegalArgumentException e) {
            // a cost or an encoding that this device never wrote
            return false;
        } finally {
            permit.release();
        }
    }

    /** Returns whether a text is a hash that {@link #matches} can compare with. */
    static boolean isHash(String text) {
        return PHC.matcher(text).matches();
    }

    private void acquire() throws BusyException {
        try {
            if (permit.getQueueLength() >= MAX_WAITING || !permit.tryAcquire(WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new BusyException();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BusyException();
        }
    }

    /** Measures once how many passes this device makes in a quarter of a second. */
    private HashCost calibrated() {
        HashCost known = cost;
        if (known != null) {
            return known;
        }
        HashCost one = new HashCost(MEMORY_KIB, 1);
        byte[] salt = new byte[SALT_BYTES];
        // the first one warms up the code
        argon2("calibration", salt, one);
        long begin = nanoTime.getAsLong();
        argon2("calibration", salt, one);
        long nanos = Math.max(1, nanoTime.getAsLong() - begin);
        HashCost measured = new HashCost(MEMORY_KIB, Math.clamp(TARGET_NANOS / nanos, MIN_ITERATIONS, MAX_ITERATIONS));
        cost = measured;
        return measured;
    }

    private static byte[] argon2(String password, byte[] salt, HashCost cost) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(cost.memoryKib())
                .withIterations(cost.iterations())
                .withParallelism(1)
                .withSalt(salt)
                .build());
        byte[] hash = new byte[HASH_BYTES];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }

    private static String encode(byte[] bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }
}
