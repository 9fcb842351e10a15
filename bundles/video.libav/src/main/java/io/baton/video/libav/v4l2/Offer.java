// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.v4l2;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/**
 * A format, size and rate that a device has.
 *
 * @param framesPerSecond 0 when the device does not tell
 */
record Offer(PixelFormat pixels, int width, int height, double framesPerSecond) {

    static final int BEST_WIDTH = 1920;
    static final int BEST_HEIGHT = 1080;
    private static final double FLUENT = 24.9;
    private static final double MOST = 60.1;

    /**
     * Chooses for a device without a signal of its own: fluent first, then the wanted or the largest usual size, then
     * the wanted or the highest usual rate, then the format that costs least.
     */
    static Optional<Offer> best(Collection<Offer> offers, CaptureSettings settings) {
        Comparator<Offer> order = Comparator.comparing((Offer offer) -> !offer.isFluent())
                .thenComparingLong(offer -> offer.distance(settings.width(), settings.height()))
                .thenComparingDouble(offer -> offer.rateDistance(settings.framesPerSecond()))
                .thenComparing(Offer::pixels);
        if (settings.width() > 0 || settings.height() > 0) {
            order = Comparator.comparingLong((Offer offer) -> offer.distance(settings.width(), settings.height()))
                    .thenComparing(order);
        }
        return offers.stream().filter(offer -> settings.allows(offer.pixels)).min(order);
    }

    private boolean isFluent() {
        return framesPerSecond == 0 || framesPerSecond >= FLUENT;
    }

    /** How far the size is from the wanted one; sizes beyond what is usual come last, the largest at the end. */
    private long distance(int wantedWidth, int wantedHeight) {
        if (wantedWidth > 0 || wantedHeight > 0) {
            return (long) (wantedWidth > 0 ? Math.abs(width - wantedWidth) : 0)
                    + (wantedHeight > 0 ? Math.abs(height - wantedHeight) : 0);
        }
        long area = (long) width * height;
        boolean usual = width <= BEST_WIDTH && height <= BEST_HEIGHT;
        return usual ? (long) BEST_WIDTH * BEST_HEIGHT - area : (long) BEST_WIDTH * BEST_HEIGHT + area;
    }

    private double rateDistance(double wanted) {
        if (wanted > 0) {
            return Math.abs(framesPerSecond - wanted);
        }
        return framesPerSecond <= MOST ? MOST - framesPerSecond : framesPerSecond;
    }
}
