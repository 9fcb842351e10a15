// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import io.baton.port.PortLease;
import io.baton.port.ReportPort;
import io.baton.port.ReportPorts;
import io.baton.shared.hidhost.HidHost;
import io.baton.shared.hidhost.UsbSignals;
import io.baton.shared.hidhost.WatchedPorts;
import io.baton.video.FrameSink;
import io.baton.video.RawFrame;
import io.baton.video.VideoMode;
import io.baton.video.VideoSignal;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.ImageIO;

/** Writes what the screen looks like as PNG, for people: {@code java … ScreenShot DIRECTORY}. */
final class ScreenShot {

    private static final org.slf4j.Logger LOG = org.slf4j.LoggerFactory.getLogger("target.virtual");

    private ScreenShot() {}

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        shoot(new VideoMode(1280, 720, 30), 0, directory.resolve("boot.png"));
        shoot(new VideoMode(1280, 720, 30), 1, directory.resolve("desktop.png"));
        shoot(new VideoMode(1920, 1080, 30), 1, directory.resolve("desktop-1080.png"));
        shoot(new VideoMode(1024, 600, 30), 1, directory.resolve("desktop-600.png"));
    }

    private static void shoot(VideoMode mode, int stage, Path file) throws Exception {
        AtomicLong nanos = new AtomicLong();
        InstantSource clock = () -> Instant.parse("2026-11-21T19:04:05.678Z").plusNanos(nanos.get());
        UsbSignals signals = new UsbSignals(Runnable::run, java.util.List::of, LOG);
        Computer computer = new Computer(
                clock,
                nanos::get,
                mode.width(),
                mode.height(),
                3000,
                500,
                l -> signals.ledReport(HidHost.ledReport(l)));
        WatchedPorts ports = new WatchedPorts(nanos::get, new HidHost(computer), signals, () -> {}, LOG);
        ports.plug();
        AtomicReference<ByteBuffer> last = new AtomicReference<>();
        ScreenSource source = new ScreenSource(computer, clock, nanos::get, ZoneOffset.UTC, mode, () -> {});
        source.open(new FrameSink() {
            @Override
            public void frame(RawFrame frame) {
                last.set(frame.i420());
            }

            @Override
            public void signal(VideoSignal signal) {}
        });
        nanos.set(2_700_000_000L);
        if (stage > 0) {
            nanos.set(4_200_000_000L);
            PortLease lease = ports.lease(ReportPorts.Start.NEUTRAL);
            Typist typist = new Typist(lease);
            typist.type("The quick brown fox jumps over the lazy dog.\nTyped through the browser, seen by the camera.");
            lease.write(ReportPort.RELATIVE_POINTER, new byte[] {0, 0, 0, 0});
            lease.write(ReportPort.KEYBOARD, new byte[] {0, 0, 0x2B, 0, 0, 0, 0, 0});
            typist.type("status\nuname\n");
            lease.write(ReportPort.KEYBOARD, new byte[] {0, 0, 0x2B, 0, 0, 0, 0, 0});
            lease.write(ReportPort.KEYBOARD, new byte[] {0, 0, 0x39, 0, 0, 0, 0, 0});
            lease.write(ReportPort.KEYBOARD, new byte[] {2, 0, 0x04, 0x16, 0, 0, 0, 0});
            lease.write(ReportPort.ABSOLUTE_POINTER, new byte[] {1, 1, 0, 0x48, 0, 0x52});
            lease.write(ReportPort.ABSOLUTE_POINTER, new byte[] {2, 3, 0});
        }
        source.tick();
        ImageIO.write(image(Objects.requireNonNull(last.get()), mode.width(), mode.height()), "png", file.toFile());
    }

    private static BufferedImage image(ByteBuffer i420, int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int size = width * height;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int chroma = y / 2 * (width / 2) + x / 2;
                double l = ((i420.get(y * width + x) & 0xFF) - 16) * 1.1644;
                int u = (i420.get(size + chroma) & 0xFF) - 128;
                int v = (i420.get(size + size / 4 + chroma) & 0xFF) - 128;
                int r = Math.clamp(Math.round(l + 1.7927 * v), 0, 255);
                int g = Math.clamp(Math.round(l - 0.2132 * u - 0.5329 * v), 0, 255);
                int b = Math.clamp(Math.round(l + 2.1124 * u), 0, 255);
                image.setRGB(x, y, r << 16 | g << 8 | b);
            }
        }
        return image;
    }
}
