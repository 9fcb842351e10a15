// SPDX-License-Identifier: Apache-2.0
package io.baton.media.gadget;

import io.baton.media.MediaActor;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The uploads that are accepted, at most {@value #MAX}. One that is idle is forgotten; what arrived of it stays.
 *
 * <p>Threading. Any thread.
 */
final class Uploads {

    static final int MAX = 4;
    static final String PREFIX = "upload_";
    static final Duration LONGEST_IDLE = Duration.ofMinutes(10);

    private final ImageStore store;
    private final RandomGenerator random;
    private final LongSupplier nanoTime;
    private final Map<String, Upload> open = new HashMap<>();

    /** @param random of a cryptographically secure generator: an id is a secret */
    Uploads(ImageStore store, RandomGenerator random, LongSupplier nanoTime) {
        this.store = store;
        this.random = random;
        this.nanoTime = nanoTime;
    }

    synchronized Optional<Upload> find(String id) {
        return Optional.ofNullable(open.get(id));
    }

    synchronized @Nullable Upload ofName(String name) {
        return open.values().stream()
                .filter(upload -> upload.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Returns the bytes that have yet to come. */
    synchronized long outstanding() {
        return open.values().stream()
                .mapToLong(upload -> upload.size() - upload.received())
                .sum();
    }

    synchronized int count() {
        return open.size();
    }

    /** Accepts an upload in the place of one of the same name. Empty when there are too many. */
    synchronized Optional<Upload> open(String name, long size, MediaActor actor, Upload.Space space)
            throws IOException {
        close(name);
        if (open.size() >= MAX) {
            return Optional.empty();
        }
        String id = PREFIX + new UUID(version4(random.nextLong()), variant2(random.nextLong()));
        Upload upload = new Upload(id, name, size, actor, store.openPart(name, size), space, nanoTime.getAsLong());
        open.put(id, upload);
        return Optional.of(upload);
    }

    /** Ends the upload of a name; what arrived stays. */
    synchronized void close(String name) {
        Upload present = ofName(name);
        if (present != null) {
            present.close();
            open.remove(present.id());
        }
    }

    /** Makes a whole upload an image. */
    synchronized Outcome complete(Upload upload) throws IOException {
        if (!open.containsKey(upload.id())) {
            return Outcome.refused(Reason.NOT_ALLOWED, "The upload ended, or was begun again elsewhere.");
        }
        upload.force();
        upload.close();
        open.remove(upload.id());
        store.complete(upload.name(), upload.size());
        return Outcome.done();
    }

    /** Forgets those to which nothing was added for long, and returns them. */
    synchronized List<Upload> expire() {
        long now = nanoTime.getAsLong();
        List<Upload> idle = new ArrayList<>();
        open.values().removeIf(upload -> {
            if (!upload.isIdle(now, LONGEST_IDLE)) {
                return false;
            }
            upload.close();
            idle.add(upload);
            return true;
        });
        return idle;
    }

    synchronized void closeAll() {
        open.values().forEach(Upload::close);
        open.clear();
    }

    /** RFC 9562, section 5.4. */
    private static long version4(long bits) {
        return (bits & ~0xF000L) | 0x4000L;
    }

    private static long variant2(long bits) {
        return (bits & ~(3L << 62)) | (2L << 62);
    }
}
