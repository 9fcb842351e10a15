// SPDX-License-Identifier: Apache-2.0
package io.baton.media.gadget;

import io.baton.peer.ChannelHandler;
import io.baton.peer.ChannelMessage;
import io.baton.peer.PeerId;
import io.baton.peer.PeerService;
import io.baton.rpc.Feature;
import io.baton.session.Session;
import io.baton.session.SessionCoordinator;
import io.baton.session.SessionId;
import io.baton.shared.http.DeclaredAccess;
import io.baton.shared.threads.DaemonThreads;
import io.baton.shared.threads.FatalReporter;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The data channels {@code upload_…} as a component.
 *
 * <p>Threading. Writes on its thread, {@code baton-media-upload}.
 */
@Component(
        service = ChannelHandler.class,
        property = {
            ChannelHandler.LABELS + "=" + Uploads.PREFIX + "*",
            ChannelHandler.WAIT_MILLIS + ":Integer=0",
            DeclaredAccess.PROPERTY + "=" + Uploads.PREFIX + "* CONTROL",
            Feature.CAPABILITIES + "=upload_channel"
        },
        immediate = true)
public final class UploadChannel implements ChannelHandler, ChannelUploads.Services {

    private static final Logger LOG = LoggerFactory.getLogger("media.gadget");
    private static final Duration LONGEST_STOP = Duration.ofSeconds(5);
    private static final long TICK_SECONDS = 1;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable PeerService peers;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SessionCoordinator coordinator;

    /** Ends the device and gives the reason; the launcher provides it. */
    @Reference(
            target = "(baton.role=fatal)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Consumer<String> fatal;

    private final DaemonThreads threads = new DaemonThreads(LOG, new FatalReporter(() -> fatal));
    private final Semaphore wake = new Semaphore(0);
    private final ChannelUploads uploads;
    private final Thread thread;
    private volatile boolean stopped;

    @Activate
    public UploadChannel(@Reference MediaComponent media) {
        uploads = new ChannelUploads(media.media(), this, System::nanoTime);
        thread = threads.unstarted("baton-media-upload", this::run);
    }

    @Activate
    void activate() {
        thread.start();
    }

    @Deactivate
    void deactivate() {
        stopped = true;
        wake.release();
        threads.join(thread, LONGEST_STOP);
    }

    private void run() {
        try {
            while (!stopped) {
                // an upload that is closed elsewhere wakes nobody
                if (wake.tryAcquire(TICK_SECONDS, TimeUnit.SECONDS)) {
                    wake.drainPermits();
                }
                try {
                    uploads.run();
                } catch (RuntimeException | LinkageError e) {
                    LOG.error("upload failed", e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean message(ChannelMessage message) {
        uploads.message(message);
        return true;
    }

    @Override
    public boolean channelEnded(PeerId peer, String label) {
        uploads.ended(peer, label);
        return true;
    }

    @Override
    public @Nullable SessionId session(PeerId peer) {
        SessionCoordinator present = coordinator;
        return present == null
                ? null
                : present.roster().byLink(peer).map(Session::id).orElse(null);
    }

    @Override
    public void send(PeerId peer, String label, String text) {
        PeerService present = peers;
        if (present != null) {
            present.sendText(peer, label, text);
        }
    }

    @Override
    public void wake() {
        wake.release();
    }
}
