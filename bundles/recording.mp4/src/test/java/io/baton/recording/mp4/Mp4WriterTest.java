// SPDX-License-Identifier: Apache-2.0
package io.baton.recording.mp4;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.recording.mp4.BoxReader.Box;
import io.baton.recording.mp4.BoxReader.Sample;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the writer wrote, read by another parser, and what is left of it after a power cut. */
final class Mp4WriterTest {

    private static final long SECOND = Mp4Header.TIMESCALE;
    private static final long FRAME = SECOND / 30;

    private Path path;
    private FileChannel file;
    private Mp4Writer writer;

    @BeforeEach
    void open(@TempDir Path directory) throws IOException {
        path = directory.resolve("x.mp4");
        file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        writer = new Mp4Writer(file, 1280, 720, H264Sample.parse(Frames.key(0)), Instant.parse("2026-11-30T07:00:00Z"));
    }

    private void write(int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            boolean key = i % 100 == 0;
            writer.add(i * FRAME, key, H264Sample.parse(key ? Frames.key(i) : Frames.delta(i)));
        }
    }

    private byte[] bytes() throws IOException {
        return Files.readAllBytes(path);
    }

    private static byte[] expected(int number) {
        return Frames.lengthPrefixed(Frames.slice(number % 100 == 0 ? 0x65 : 0x41, number));
    }

    @Test
    void everyFrameIsThereOnceInOrderAtItsTime() throws IOException {
        write(0, 250);
        writer.finish(250 * FRAME);

        List<Sample> samples = BoxReader.samples(bytes());
        assertEquals(250, samples.size());
        for (int i = 0; i < 250; i++) {
            Sample sample = samples.get(i);
            assertEquals(i * FRAME, sample.time());
            assertEquals(FRAME, sample.duration());
            assertEquals(i % 100 == 0, sample.key());
            assertArrayEquals(expected(i), sample.data());
        }
    }

    @Test
    void headerHasTheTrackItsParameterSetsAndTheDuration() throws IOException {
        write(0, 90);
        writer.finish(90 * FRAME);

        Box whole = BoxReader.file(bytes());
        assertEquals("ftyp", whole.inside().getFirst().type());
        Box moov = whole.only("moov");
        assertEquals(3_000, moov.only("mvhd").u32(16));
        assertEquals(3_000, moov.only("mvex", "mehd").u64(4));
        Box trak = moov.only("trak");
        assertEquals(3_000, trak.only("tkhd").u32(20));
        assertEquals(1280 << 16, trak.only("tkhd").u32(76));
        assertEquals(720 << 16, trak.only("tkhd").u32(80));
        assertEquals(SECOND, trak.only("mdia", "mdhd").u32(20));
        assertEquals(3 * SECOND, trak.only("mdia", "mdhd").u64(24));
        byte[] stsd = trak.only("mdia", "minf", "stbl", "stsd").content();
        String text = new String(stsd, StandardCharsets.ISO_8859_1);
        int avcC = text.indexOf("avcC") + 4;
        assertTrue(text.indexOf("avc1") > 0 && avcC > 4, text);
        byte[] record = {1, 0x42, (byte) 0xe0, 0x1f, (byte) 0xff, (byte) 0xe1, 0, 7};
        assertArrayEquals(record, Arrays.copyOfRange(stsd, avcC, avcC + 8));
        assertArrayEquals(Frames.SPS, Arrays.copyOfRange(stsd, avcC + 8, avcC + 15));
        assertArrayEquals(Frames.PPS, Arrays.copyOfRange(stsd, avcC + 18, avcC + 22));
    }

    @Test
    void fragmentEndsBeforeAKeyFrameAndAfterASecond() throws IOException {
        write(0, 150);
        writer.finish(150 * FRAME);
        List<Integer> sizes = BoxReader.file(bytes()).all("moof").stream()
                .map(moof -> (int) moof.only("traf", "trun").u32(4))
                .toList();
        assertEquals(List.of(30, 30, 30, 10, 30, 20), sizes);
    }

    @Test
    void gapIsKeptInTimeByTheFrameBefore() throws IOException {
        write(0, 10);
        writer.tick(2 * SECOND);
        writer.tick(30 * SECOND);
        writer.add(60 * SECOND, false, H264Sample.parse(Frames.delta(10)));
        writer.finish(75 * SECOND);

        List<Sample> samples = BoxReader.samples(bytes());
        assertEquals(11, samples.size());
        assertEquals(60 * SECOND, samples.get(9).time() + samples.get(9).duration());
        assertEquals(60 * SECOND, samples.get(10).time());
        assertEquals(15 * SECOND, samples.get(10).duration());
        assertEquals(
                75 * SECOND,
                BoxReader.file(bytes()).only("moov", "trak", "mdia", "mdhd").u64(24));
    }

    @Test
    void lastFrameLastsUntilTheEndAlsoWhenItWasWrittenBefore() throws IOException {
        write(0, 10);
        writer.tick(2 * SECOND);
        writer.finish(40 * SECOND);
        Sample last = BoxReader.samples(bytes()).getLast();
        assertEquals(40 * SECOND, last.time() + last.duration());
    }

    @Test
    void timeThatDoesNotGrowIsCorrected() throws IOException {
        write(0, 3);
        writer.add(FRAME, false, H264Sample.parse(Frames.delta(3)));
        writer.finish(0);
        List<Sample> samples = BoxReader.samples(bytes());
        assertEquals(2 * FRAME + 1, samples.get(3).time());
        assertEquals(1, samples.get(3).duration());
    }

    @Test
    void indexLeadsToEachKeyFrame() throws IOException {
        write(0, 250);
        writer.finish(250 * FRAME);
        byte[] bytes = bytes();
        Box whole = BoxReader.file(bytes);
        Box tfra = whole.only("mfra", "tfra");
        assertEquals(3, tfra.u32(12));
        List<Integer> offsets = whole.all("moof").stream().map(Box::offset).toList();
        for (int i = 0; i < 3; i++) {
            assertEquals(100L * i * FRAME, tfra.u64(16 + 19 * i));
            assertTrue(offsets.contains((int) tfra.u64(24 + 19 * i)));
        }
        Box mfra = whole.only("mfra");
        assertEquals(mfra.content().length + 8, mfra.only("mfro").u32(4));
    }

    @Test
    void otherParameterSetsAreNotAccepted() {
        byte[] otherSps = Frames.SPS.clone();
        otherSps[3] = 0x20;
        assertTrue(writer.accepts(H264Sample.parse(Frames.delta(1))));
        assertTrue(writer.accepts(H264Sample.parse(Frames.key(1))));
        assertFalse(writer.accepts(H264Sample.parse(Frames.annexB(otherSps, Frames.PPS, Frames.slice(0x65, 1)))));
    }

    @Test
    void powerCutAtAnyByteLeavesEveryWholeFragment() throws IOException {
        write(0, 120);
        writer.tick(10 * SECOND);
        byte[] whole = bytes();
        List<Integer> ends = new ArrayList<>();
        BoxReader.file(whole).all("mdat").forEach(mdat -> ends.add(mdat.offset() + 8 + mdat.content().length));
        int header = BoxReader.file(whole).only("moov").offset()
                + 8
                + BoxReader.file(whole).only("moov").content().length;
        for (int cut = header; cut <= whole.length; cut += 7) {
            Files.write(path, Arrays.copyOf(whole, cut));
            try (FileChannel torn = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                assertTrue(Mp4Repair.repair(torn));
            }
            int length = cut;
            int fragments = (int) ends.stream().filter(end -> end <= length).count();
            List<Sample> left = BoxReader.samples(bytes());
            assertEquals(List.of(0, 30, 60, 90, 100, 120).get(fragments), left.size(), "cut at " + cut);
            long end =
                    left.isEmpty() ? 0 : left.getLast().time() + left.getLast().duration();
            assertEquals(
                    end,
                    BoxReader.file(bytes()).only("moov", "trak", "mdia", "mdhd").u64(24));
        }
    }

    @Test
    void fileThatIsNotOursIsLeftAsItIs() throws IOException {
        byte[] foreign = new byte[2_000];
        new Random(1).nextBytes(foreign);
        Files.write(path, foreign);
        try (FileChannel other = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            assertFalse(Mp4Repair.repair(other));
        }
        assertArrayEquals(foreign, bytes());
    }

    /** Whatever bytes a damaged disk gives: the repair ends, and what it leaves can be read. */
    @Test
    void damagedFilesAreRepairedOrLeft() throws IOException {
        write(0, 120);
        writer.finish(4 * SECOND);
        byte[] whole = bytes();
        Random random = new Random(20261130);
        int repaired = 0;
        for (int round = 0; round < 400; round++) {
            byte[] damaged = Arrays.copyOf(whole, 600 + random.nextInt(whole.length - 600));
            for (int i = 0; i < 1 + random.nextInt(6); i++) {
                damaged[40 + random.nextInt(damaged.length - 40)] = (byte) random.nextInt();
            }
            Files.write(path, damaged);
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                if (Mp4Repair.repair(channel)) {
                    repaired++;
                    assertTrue(channel.size() <= damaged.length);
                }
            }
        }
        assertTrue(repaired > 100, repaired + " were repaired");
    }
}
