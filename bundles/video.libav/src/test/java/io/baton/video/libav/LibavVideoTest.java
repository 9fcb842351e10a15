// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.port.PortLease;
import io.baton.port.ReportPort;
import io.baton.port.ReportPorts;
import io.baton.target.virtual.FrameCode;
import io.baton.target.virtual.VirtualTarget;
import io.baton.testkit.LiveThreads;
import io.baton.testkit.Patience;
import io.baton.video.AccessUnit;
import io.baton.video.AccessUnitSink;
import io.baton.video.Subscription;
import io.baton.video.VideoMode;
import io.baton.video.VideoSignal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real thing with its threads: virtual target, encoder, decoder. */
@Timeout(120)
class LibavVideoTest {

    private static final Path NATIVES = Path.of("target/natives");

    private final VirtualTarget target =
            new VirtualTarget(new VideoMode(1280, 720, 30), 0, 0, InstantSource.system(), System::nanoTime);
    private final LibavVideo video = new LibavVideo(NATIVES, LibavVideo.Settings.of("auto", 2_000_000));
    private final Decoder decoder = new Decoder();
    private final BlockingQueue<FrameCode> codes = new LinkedBlockingQueue<>();

    /** Two instances that unpack into one directory at a time would delete each other's files. */
    @BeforeAll
    static void unpack() {
        NativeLibraries.load(NATIVES);
    }

    @AfterEach
    void close() {
        video.close();
        target.close();
        decoder.close();
    }

    @Test
    void typedTextAppearsInTheDecodedVideo() throws InterruptedException {
        video.bindSource(target);
        Subscription subscription = video.subscribe(new AccessUnitSink() {
            @Override
            public void accessUnit(AccessUnit unit) {
                decoder.code(unit.annexB()).ifPresent(codes::add);
            }

            @Override
            public void signal(VideoSignal signal) {}
        });
        assertEquals(0, await(code -> true).typed());
        int presses = 1;
        FrameCode held = held(press());
        for (; held == null; presses++) {
            held = held(press());
        }
        assertEquals('H', held.lastTyped());
        FrameCode released = await(code -> code.keysDown() == 0);
        assertEquals(presses, released.typed(), "the port released the key half a second after the last report");
        target.mode("1024x768@60");
        int starts = 2;
        await(code -> video.stats().encoderStarts() == starts && video.stats().keyFrames() >= 2);
        subscription.close();
        assertEquals(0, video.stats().encoderErrors());
        video.unbindSource(target);
    }

    /** The first revision of the bundle in a process has number 0. */
    @Test
    void checksumsOfTheUnpackedLibrariesAreRecorded() throws IOException {
        awaitReadiness(video, String::isEmpty);
        assertTrue(new NativeCache(NATIVES.resolve("0"), name -> null).prepare());
    }

    @Test
    void readyOnceAnEncoderWasOpened() {
        awaitReadiness(video, String::isEmpty);
    }

    @Test
    void directoryThatCannotBeWrittenIsNamedAsTheReason(@TempDir Path work) throws IOException {
        Path file = Files.createFile(work.resolve("natives"));
        LibavVideo without = new LibavVideo(file, LibavVideo.Settings.of("auto", 2_000_000));
        try {
            awaitReadiness(without, reason -> reason.startsWith("the encoder's libraries cannot be loaded: "));
        } finally {
            without.close();
        }
    }

    private static void awaitReadiness(LibavVideo video, Predicate<String> wanted) {
        Patience.await().until(() -> wanted.test(video.get()));
    }

    @Test
    void notReadyWhenNoEncoderCanBeOpened() {
        LibavVideo without = new LibavVideo(Path.of("target/natives"), LibavVideo.Settings.of("none", 2_000_000));
        Patience.await().until(() -> without.get().startsWith("the encoder cannot be opened: "));
        without.close();
    }

    @Test
    void encoderInUseIsNamed() {
        awaitReadiness(video, String::isEmpty);
        assertEquals("libopenh264", video.encoder());
    }

    @Test
    void deactivationLeavesNoThread() {
        assertFalse(LiveThreads.named("baton-").isEmpty());
        video.close();
        target.close();
        assertEquals(List.of(), LiveThreads.left("baton-"));
    }

    private PortLease press() {
        PortLease lease = target.lease(ReportPorts.Start.NEUTRAL);
        lease.write(ReportPort.KEYBOARD, new byte[] {2, 0, 0x0B, 0, 0, 0, 0, 0});
        return lease;
    }

    /** Holds what is pressed until it is seen; null if the machine stood still until the port released it by itself. */
    private @Nullable FrameCode held(PortLease lease) throws InterruptedException {
        while (lease.renew()) {
            FrameCode code = codes.poll(50, TimeUnit.MILLISECONDS);
            if (code != null && code.keysDown() == 2) {
                return code;
            }
        }
        return null;
    }

    private FrameCode await(Predicate<FrameCode> wanted) throws InterruptedException {
        FrameCode code;
        do {
            code = codes.poll(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS);
            assertTrue(code != null, "no frame came");
        } while (!wanted.test(code));
        return code;
    }
}
