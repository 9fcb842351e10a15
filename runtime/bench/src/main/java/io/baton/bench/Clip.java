// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.ffmpeg;
import org.bytedeco.javacpp.Loader;

/**
 * Ten seconds of a moving test picture as H.264, one slice a frame, a key frame each second.
 *
 * @param file Annex B byte stream
 * @param framesPerSecond its rate
 */
record Clip(Path file, int framesPerSecond) implements AutoCloseable {
    static final int WIDTH = 1280;
    static final int HEIGHT = 720;
    private static final int SECONDS = 10;
    private static final int SLICE = 1;
    private static final int KEY_SLICE = 5;

    /**
     * One frame with its parameter sets.
     *
     * @param annexB NAL units with start codes
     * @param key whether it is a key frame
     */
    record Unit(byte[] annexB, boolean key) {}

    /** Encodes the clip with the ffmpeg program of the libraries that Baton's encoder uses. */
    static Clip make(int framesPerSecond) throws IOException {
        Path file = Files.createTempFile("baton-clip", ".h264");
        Process process = new ProcessBuilder(
                        Loader.load(ffmpeg.class),
                        "-v",
                        "error",
                        "-y",
                        "-f",
                        "lavfi",
                        "-i",
                        "testsrc2=size=" + WIDTH + "x" + HEIGHT + ":rate=" + framesPerSecond,
                        "-t",
                        Integer.toString(SECONDS),
                        "-pix_fmt",
                        "yuv420p",
                        "-c:v",
                        "libopenh264",
                        "-profile:v",
                        "constrained_baseline",
                        "-b:v",
                        "4M",
                        "-g",
                        Integer.toString(framesPerSecond),
                        "-slices",
                        "1",
                        "-f",
                        "h264",
                        file.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException("the clip could not be made: " + output);
        }
        return new Clip(file, framesPerSecond);
    }

    String describe() {
        return WIDTH + "×" + HEIGHT + " test picture, H.264 constrained baseline";
    }

    double megabitsPerSecond() throws IOException {
        return Files.size(file) * 8.0 / SECONDS / 1e6;
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }

    /** Splits a clip into frames: a frame ends with its slice (NAL unit types 1 and 5). */
    static List<Unit> read(Path file) throws IOException {
        byte[] raw = Files.readAllBytes(file);
        List<Unit> units = new ArrayList<>();
        int start = 0;
        for (int nal = nextNal(raw, 0); nal < raw.length; ) {
            int following = nextNal(raw, nal);
            int end = following == raw.length ? following : codeStart(raw, following);
            int kind = raw[nal] & 0x1f;
            if (kind == SLICE || kind == KEY_SLICE) {
                byte[] unit = new byte[end - start];
                System.arraycopy(raw, start, unit, 0, unit.length);
                units.add(new Unit(unit, kind == KEY_SLICE));
                start = end;
            }
            nal = following;
        }
        return units;
    }

    /** Index of the byte after the next start code, or the length. */
    private static int nextNal(byte[] raw, int from) {
        for (int i = from; i + 3 < raw.length; i++) {
            if (raw[i] == 0 && raw[i + 1] == 0 && raw[i + 2] == 1) {
                return i + 3;
            }
        }
        return raw.length;
    }

    private static int codeStart(byte[] raw, int nal) {
        return raw[nal - 4] == 0 ? nal - 4 : nal - 3;
    }
}
