// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.screenshot;

import io.baton.video.EncodedVideo;
import io.baton.video.FrameSource;
import io.baton.video.Screenshot;
import io.baton.video.ScreenshotException;
import io.baton.video.Screenshots;
import io.baton.video.libav.LibavVideo;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Still pictures of the stream that viewers are shown, whichever bundle makes it. */
@Component(service = Screenshots.class)
public final class LibavScreenshots implements Screenshots {

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable EncodedVideo stream;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable FrameSource source;

    private final LibavVideo video;
    private final Screenshooter screenshooter = new Screenshooter(() -> stream, this::sourceOfStream, LONGEST_WAIT);

    @Activate
    public LibavScreenshots(@Reference LibavVideo video) {
        this.video = video;
    }

    /** The source counts while the stream of this bundle is the one that is shown. */
    private @Nullable FrameSource sourceOfStream() {
        return stream == video ? source : null;
    }

    @Override
    public Screenshot take(Format format, int quality, int maxWidth) throws ScreenshotException {
        String notReady = video.get();
        if (!notReady.isEmpty()) {
            // libav's classes fail for good if they are used before its libraries are loaded
            throw new ScreenshotException(ScreenshotException.Reason.FAILED, notReady);
        }
        return screenshooter.take(format, quality, maxWidth);
    }
}
