// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.baton.video.VideoMode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncoderSelectorTest {

    private static final VideoMode MODE = new VideoMode(1280, 720, 30);
    private static final long AWAY = EncoderSelector.AWAY_SECONDS * 1_000_000_000L;

    private final List<String> opened = new ArrayList<>();
    private final Set<String> absent = new HashSet<>();
    private List<String> candidates = List.of("device", "graphics", "software");
    private long now = -5;
    private final EncoderSelector selector = new EncoderSelector(() -> candidates, this::open, () -> now);

    @Test
    void firstEncoderThatOpensIsChosenAndNamed() throws EncoderException {
        assertEquals("", selector.name());
        absent.add("device");
        assertEquals("graphics", selector.open(MODE, 1).name());
        assertEquals("graphics", selector.name());
        assertEquals(List.of("device", "graphics"), opened);
    }

    @Test
    void encoderThatFailedAtRunTimeIsPassedOverAndTriedAgainLater() throws EncoderException {
        FrameEncoder first = selector.open(MODE, 1);
        selector.failed(first, new EncoderException("lost"));
        assertEquals("graphics", selector.open(MODE, 1).name());
        now += AWAY - 1;
        assertEquals("graphics", selector.open(MODE, 1).name());
        now += 1;
        assertEquals("device", selector.open(MODE, 1).name());
    }

    @Test
    void absentEncoderIsNotTriedForEachFrame() throws EncoderException {
        absent.add("device");
        selector.open(MODE, 1);
        selector.open(MODE, 1);
        assertEquals(List.of("device", "graphics", "graphics"), opened);
    }

    @Test
    void allAreTriedAgainWhenAllHaveFailed() throws EncoderException {
        for (int i = 0; i < 3; i++) {
            selector.failed(selector.open(MODE, 1), new EncoderException("lost"));
        }
        assertEquals("device", selector.open(MODE, 1).name());
    }

    @Test
    void causesOfAllAreToldWhenNoneOpens() {
        absent.addAll(candidates);
        EncoderException e = assertThrows(EncoderException.class, () -> selector.open(MODE, 1));
        assertEquals("device: no device; graphics: no graphics; software: no software", e.getMessage());
    }

    @Test
    void changedSettingCountsFromTheNextEncoderOn() throws EncoderException {
        selector.open(MODE, 1);
        candidates = List.of("software");
        assertEquals("software", selector.open(MODE, 1).name());
    }

    @Test
    void chosenHardwareHasSoftwareBehindIt(@TempDir Path devices) {
        assertEquals(List.of("h264_vaapi", "libopenh264"), EncoderKind.candidates("h264_vaapi", devices));
        assertEquals(List.of("libx264"), EncoderKind.candidates("libx264", devices));
    }

    @Test
    void firstNodeIsTheLowestOfItsKind(@TempDir Path devices) throws IOException {
        assertEquals(true, EncoderKind.VAAPI.firstNode(devices).isEmpty());
        Files.createDirectory(devices.resolve("dri"));
        for (String node : List.of("card0", "renderD129", "renderD128")) {
            Files.createFile(devices.resolve("dri").resolve(node));
        }
        assertEquals(
                devices.resolve("dri/renderD128"),
                EncoderKind.VAAPI.firstNode(devices).orElseThrow());
    }

    private FrameEncoder open(String name, VideoMode mode, int bitrate) throws EncoderException {
        opened.add(name);
        if (absent.contains(name)) {
            throw new EncoderException("no " + name);
        }
        return new FrameEncoder() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public VideoMode mode() {
                return mode;
            }

            @Override
            public boolean send(ByteBuffer i420, boolean key, long micros) {
                return true;
            }

            @Override
            public @Nullable Output receive() {
                return null;
            }

            @Override
            public boolean bitrate(int bitsPerSecond) {
                return true;
            }

            @Override
            public void close() {}
        };
    }
}
