// SPDX-License-Identifier: Apache-2.0
package io.baton.media.gadget;

import io.baton.media.StoredImage;
import io.baton.shared.sets.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Computes the checksums of images that have none, or were changed since: of what is on the disk, not of what came over
 * the network.
 *
 * <p>Threading. {@link #run} is one thread; the other methods are for any thread.
 */
final class ChecksumWorker implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger("media.gadget");
    private static final int BUFFER = 1 << 20;

    private final ImageStore store;
    private final Predicate<String> changing;
    private final Runnable computed;
    private final Semaphore wake = new Semaphore(1);
    private volatile boolean stopped;

    /**
     * @param changing whether the target can write an image now, so that its checksum has no meaning
     * @param computed called after each checksum
     */
    ChecksumWorker(ImageStore store, Predicate<String> changing, Runnable computed) {
        this.store = store;
        this.changing = changing;
        this.computed = computed;
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                wake.acquire();
                wake.drainPermits();
                computeAll();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void wake() {
        wake.release();
    }

    void stop() {
        stopped = true;
        wake.release();
    }

    void computeAll() {
        try {
            for (StoredImage image : store.images()) {
                if (stopped) {
                    return;
                }
                if (image.sha256().isEmpty() && !changing.test(image.name())) {
                    compute(image.name());
                }
            }
        } catch (IOException e) {
            LOG.warn("images not read cause={}", e.toString());
        }
    }

    private void compute(String name) {
        Optional<Path> file = store.find(name);
        if (file.isEmpty()) {
            return;
        }
        try (FileChannel channel =
                FileChannel.open(file.get(), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
            BasicFileAttributes read = ImageStore.attributes(file.get());
            MessageDigest digest = Sha256.digest();
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
            while (!stopped && channel.read(buffer.clear()) >= 0) {
                digest.update(buffer.flip());
            }
            if (!stopped) {
                store.saveChecksum(name, Sha256.hex(digest.digest()), read);
                computed.run();
            }
        } catch (IOException e) {
            LOG.warn("checksum not computed name={} cause={}", name, e.toString());
        }
    }
}
