// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.v4l2;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class OfferTest {

    /** A usual USB 2 grabber. */
    private static final List<Offer> GRABBER = List.of(
            new Offer(PixelFormat.MJPG, 1920, 1080, 30),
            new Offer(PixelFormat.MJPG, 1920, 1080, 60),
            new Offer(PixelFormat.MJPG, 1280, 720, 60),
            new Offer(PixelFormat.YUYV, 1920, 1080, 5),
            new Offer(PixelFormat.YUYV, 1280, 720, 10),
            new Offer(PixelFormat.YUYV, 640, 480, 30));

    @Test
    void fluentAndLargeIsBest() {
        assertEquals(GRABBER.get(1), best(GRABBER, 0, 0, 0, null));
    }

    @Test
    void wantedRateIsTaken() {
        assertEquals(GRABBER.get(0), best(GRABBER, 0, 0, 30, null));
    }

    @Test
    void wantedSizeComesFirst() {
        assertEquals(GRABBER.get(2), best(GRABBER, 1280, 720, 0, null));
        assertEquals(GRABBER.get(5), best(GRABBER, 640, 0, 0, null));
    }

    @Test
    void wantedFormatIsTheOnlyOne() {
        assertEquals(GRABBER.get(5), best(GRABBER, 0, 0, 0, PixelFormat.Family.YUYV));
        assertEquals(Optional.empty(), Offer.best(GRABBER, settings(0, 0, 0, PixelFormat.Family.RGB)));
    }

    @Test
    void cheapFormatBreaksTheTie() {
        List<Offer> same = List.of(
                new Offer(PixelFormat.MJPG, 1920, 1080, 60),
                new Offer(PixelFormat.YUYV, 1920, 1080, 60),
                new Offer(PixelFormat.NV12, 1920, 1080, 60));
        assertEquals(same.get(2), best(same, 0, 0, 0, null));
    }

    @Test
    void sizesBeyondTheUsualComeLast() {
        List<Offer> sizes = List.of(
                new Offer(PixelFormat.NV12, 3840, 2160, 30),
                new Offer(PixelFormat.NV12, 1920, 1080, 120),
                new Offer(PixelFormat.NV12, 1920, 1080, 50));
        assertEquals(sizes.get(2), best(sizes, 0, 0, 0, null));
        assertEquals(sizes.get(0), best(sizes.subList(0, 1), 0, 0, 0, null));
    }

    private static Offer best(
            List<Offer> offers, int width, int height, double rate, PixelFormat.@Nullable Family family) {
        return Offer.best(offers, settings(width, height, rate, family)).orElseThrow();
    }

    private static CaptureSettings settings(int width, int height, double rate, PixelFormat.@Nullable Family family) {
        return new CaptureSettings("", Optional.ofNullable(family), width, height, rate, Optional.empty());
    }
}
