// SPDX-License-Identifier: Apache-2.0
package io.baton.video.libav.v4l2;

import io.baton.shared.linux.Posix;
import io.baton.video.VideoSignal;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A {@code /dev/videoN}, opened without blocking. */
final class V4l2Device implements CaptureDevice {

    private static final Logger LOG = LoggerFactory.getLogger("video.libav");
    private static final int FILE_TYPE = 0xF000;
    private static final int CHARACTER_DEVICE = 0x2000;
    private static final int BUFFERS = 4;
    private static final int MAX_ENTRIES = 256;
    private static final int EDID_BLOCKS = 4;
    private static final int CAPTURES = V4l2.CAP_CAPTURE | V4l2.CAP_CAPTURE_MPLANE;
    private static final int OUTPUTS = V4l2.CAP_OUTPUT | V4l2.CAP_OUTPUT_MPLANE | V4l2.CAP_M2M | V4l2.CAP_M2M_MPLANE;
    private static final long SECOND = 1_000_000_000;
    private static final long MICRO = 1_000;
    /** Capture nodes of image processors and decoders, which deliver what a program puts into them. */
    private static final Set<String> PROCESSORS =
            Set.of("bcm2835-isp", "bcm2835-codec", "pispbe", "rpivid", "rpi-hevc-dec", "rkisp1", "rga");

    private final CaptureSettings settings;
    private final String name;
    private final Arena arena;
    private final MemorySegment state;
    private final int descriptor;
    private final boolean planes;
    private final boolean reportsSignal;
    private final int type;
    private final Struct buffer;
    private final MemorySegment bufferPlanes;
    private final Struct event;
    private final List<List<MemorySegment>> mappings = new ArrayList<>();
    private int pieces = 1;
    private boolean streaming;

    private V4l2Device(CaptureSettings settings, Path path, Arena arena, int descriptor) throws DeviceException {
        this.settings = settings;
        this.arena = arena;
        this.descriptor = descriptor;
        state = arena.allocate(Posix.STATE);
        buffer = Struct.in(arena, V4l2.BUFFER);
        bufferPlanes = arena.allocate(V4l2.PLANE, V4l2.MAX_PLANES);
        event = Struct.in(arena, V4l2.EVENT);
        if (!isCharacterDevice(descriptor)) {
            throw new DeviceException("it is not a character device");
        }
        Struct capability = Struct.in(arena, V4l2.CAPABILITY);
        if (ioctl(V4l2.QUERYCAP, capability) != 0) {
            throw new DeviceException("it is no V4L2 device", errno());
        }
        int all = capability.get("capabilities");
        int own = (all & V4l2.CAP_DEVICE_CAPS) != 0 ? capability.get("device_caps") : all;
        if ((own & CAPTURES) == 0 || (own & OUTPUTS) != 0 || (own & V4l2.CAP_STREAMING) == 0) {
            throw new DeviceException("it captures no video");
        }
        if (PROCESSORS.contains(capability.text("driver"))) {
            throw new DeviceException("it is a processor of frames, not a source");
        }
        name = path + " (" + capability.text("card") + ", " + capability.text("driver") + ")";
        planes = (own & V4l2.CAP_CAPTURE) == 0;
        type = planes ? V4l2.TYPE_CAPTURE_MPLANE : V4l2.TYPE_CAPTURE;
        reportsSignal = hasTimings();
        if (reportsSignal) {
            ioctl(
                    V4l2.SUBSCRIBE_EVENT,
                    Struct.in(arena, V4l2.EVENT_SUBSCRIPTION).set(V4l2.EVENT_SOURCE_CHANGE, "type"));
        }
    }

    /** @throws DeviceException when there is none, or it captures no video */
    static V4l2Device open(CaptureSettings settings, Path path) throws DeviceException {
        Arena arena = Arena.ofShared();
        MemorySegment state = arena.allocate(Posix.STATE);
        int flags = Posix.O_RDWR | Posix.O_NONBLOCK | Posix.O_CLOEXEC;
        int opened = Posix.open(state, arena.allocateFrom(path.toString()), flags);
        if (opened < 0) {
            int errno = Posix.errno(state);
            arena.close();
            throw new DeviceException("opening failed", errno);
        }
        try {
            return new V4l2Device(settings, path, arena, opened);
        } catch (DeviceException | RuntimeException e) {
            Posix.close(state, opened);
            arena.close();
            throw e;
        }
    }

    @Override
    public int descriptor() {
        return descriptor;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean reportsSignal() {
        return reportsSignal;
    }

    @Override
    public void show(Edid edid) throws DeviceException {
        if (edid().filter(edid::equals).isPresent()) {
            return;
        }
        write(edid.bytes(), edid.blocks());
        LOG.info("edid written device=\"{}\" blocks={}", name, edid.blocks());
    }

    @Override
    public void hide() throws DeviceException {
        write(new byte[0], 0);
    }

    private void write(byte[] bytes, int blocks) throws DeviceException {
        try (Arena call = Arena.ofConfined()) {
            Struct request = Struct.in(call, V4l2.EDID).set(blocks, "blocks");
            if (blocks > 0) {
                request.setLong(call.allocateFrom(ValueLayout.JAVA_BYTE, bytes).address(), "edid");
            }
            if (ioctl(V4l2.S_EDID, request) != 0) {
                throw new DeviceException("the EDID was not taken", errno());
            }
        }
    }

    @Override
    public EdidSupport edidSupport() {
        try (Arena call = Arena.ofConfined()) {
            Struct request = edidRequest(call);
            if (ioctl(V4l2.G_EDID, request) == 0) {
                return request.get("blocks") > 0 ? EdidSupport.PRESENT : EdidSupport.ABSENT;
            }
            return errno() == Posix.ENODATA ? EdidSupport.ABSENT : EdidSupport.NONE;
        }
    }

    @Override
    public Optional<Edid> edid() {
        try (Arena call = Arena.ofConfined()) {
            Struct request = edidRequest(call);
            if (ioctl(V4l2.G_EDID, request) != 0) {
                return Optional.empty();
            }
            long bytes = (long) Edid.BLOCK * Math.clamp(request.get("blocks"), 0, EDID_BLOCKS);
            MemorySegment read =
                    MemorySegment.ofAddress(request.getLong("edid")).reinterpret(bytes);
            return Optional.of(Edid.of(read.toArray(ValueLayout.JAVA_BYTE)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Struct edidRequest(Arena call) {
        MemorySegment bytes = call.allocate((long) Edid.BLOCK * EDID_BLOCKS);
        return Struct.in(call, V4l2.EDID).set(EDID_BLOCKS, "blocks").setLong(bytes.address(), "edid");
    }

    @Override
    public VideoSignal signal() throws DeviceException {
        try (Arena call = Arena.ofConfined()) {
            Struct timings = Struct.in(call, V4l2.DV_TIMINGS);
            if (ioctl(V4l2.QUERY_DV_TIMINGS, timings) == 0) {
                return signal(timings, settings.framesPerSecond());
            }
            return switch (errno()) {
                case Posix.ENOLINK -> VideoSignal.absent(VideoSignal.State.NO_SIGNAL);
                case Posix.ENOLCK, Posix.EBUSY -> VideoSignal.absent(VideoSignal.State.NO_LOCK);
                case Posix.ERANGE -> VideoSignal.absent(VideoSignal.State.OUT_OF_RANGE);
                default -> throw new DeviceException("the signal cannot be read", errno());
            };
        }
    }

    /** Interlaced pictures are out of range: nothing here makes whole ones of them. */
    static VideoSignal signal(Struct timings, double mostPerSecond) {
        int width = timings.get("width");
        int height = timings.get("height");
        int max = CaptureSettings.MAX_SIDE;
        if (timings.get("interlaced") != 0 || width < 2 || height < 2 || width > max || height > max) {
            return VideoSignal.absent(VideoSignal.State.OUT_OF_RANGE);
        }
        double rate = rate(timings);
        return VideoSignal.ready(
                StreamFormat.mode(width, height, mostPerSecond > 0 && rate > 0 ? Math.min(rate, mostPerSecond) : rate));
    }

    private static double rate(Struct timings) {
        double pixels = ((double) timings.get("width")
                        + timings.get("hfrontporch")
                        + timings.get("hsync")
                        + timings.get("hbackporch"))
                * ((double) timings.get("height")
                        + timings.get("vfrontporch")
                        + timings.get("vsync")
                        + timings.get("vbackporch"));
        double rate = pixels > 0 ? timings.getLong("pixelclock") / pixels : 0;
        // as people write it: 60 and 59.94, not 60.0000012
        return Math.rint(rate * 100) / 100;
    }

    @Override
    public boolean takeSignalChange() {
        boolean changed = false;
        for (int i = 0; reportsSignal && i < MAX_ENTRIES && ioctl(V4l2.DQEVENT, event) == 0; i++) {
            changed |= event.get("type") == V4l2.EVENT_SOURCE_CHANGE;
        }
        return changed;
    }

    @Override
    public StreamFormat start() throws DeviceException {
        stop();
        try (Arena call = Arena.ofConfined()) {
            StreamFormat format = reportsSignal ? ofSignal(call) : ofDevice(call);
            pieces = planes ? format.pixels().buffers() : 1;
            map(call);
            for (int i = 0; i < mappings.size(); i++) {
                queue(i);
            }
            if (streamIoctl(V4l2.STREAMON, call) != 0) {
                throw new DeviceException("the stream does not start", errno());
            }
            streaming = true;
            return format;
        } catch (DeviceException | RuntimeException e) {
            stop();
            throw e;
        }
    }

    @Override
    public @Nullable Picture take() throws DeviceException {
        Picture newest = null;
        for (int i = 0; i < BUFFERS; i++) {
            Picture next = dequeue();
            if (next == null) {
                break;
            }
            if (newest != null) {
                release(newest);
            }
            newest = next;
        }
        return newest;
    }

    @Override
    public void release(Picture picture) throws DeviceException {
        queue(picture.index());
    }

    @Override
    public void stop() {
        try (Arena call = Arena.ofConfined()) {
            if (streaming) {
                streamIoctl(V4l2.STREAMOFF, call);
                streaming = false;
            }
            mappings.forEach(parts -> parts.forEach(part -> Posix.munmap(state, part)));
            mappings.clear();
            requestBuffers(call, 0);
        }
    }

    @Override
    public void close() {
        stop();
        Posix.close(state, descriptor);
        arena.close();
    }

    private StreamFormat ofSignal(Arena call) throws DeviceException {
        Struct wanted = Struct.in(call, V4l2.DV_TIMINGS);
        if (ioctl(V4l2.QUERY_DV_TIMINGS, wanted) != 0) {
            throw new DeviceException("the signal cannot be read", errno());
        }
        if (ioctl(V4l2.S_DV_TIMINGS, wanted) != 0) {
            throw new DeviceException("the signal's timings were not taken", errno());
        }
        PixelFormat pixels = formats(call).stream()
                .filter(format -> format.kind() != PixelFormat.Kind.JPEG)
                .filter(settings::allows)
                .min(PixelFormat::compareTo)
                .orElseThrow(V4l2Device::noFormat);
        return set(call, pixels, wanted.get("width"), wanted.get("height"), rate(wanted));
    }

    private StreamFormat ofDevice(Arena call) throws DeviceException {
        List<Offer> offers = new ArrayList<>();
        for (PixelFormat pixels : formats(call)) {
            sizes(call, pixels, offers);
        }
        Offer offer = Offer.best(offers, settings).orElseThrow(V4l2Device::noFormat);
        StreamFormat format = set(call, offer.pixels(), offer.width(), offer.height(), offer.framesPerSecond());
        double rate = interval(call, offer.framesPerSecond());
        return new StreamFormat(
                format.pixels(),
                format.width(),
                format.height(),
                format.strides(),
                format.color(),
                rate > 0 ? rate : offer.framesPerSecond());
    }

    private static DeviceException noFormat() {
        return new DeviceException("it has none of the formats that are wanted");
    }

    private List<PixelFormat> formats(Arena call) {
        List<PixelFormat> formats = new ArrayList<>();
        Struct description = Struct.in(call, V4l2.FMTDESC);
        for (int i = 0; i < MAX_ENTRIES; i++) {
            description.clear().set(i, "index").set(type, "type");
            if (ioctl(V4l2.ENUM_FMT, description) != 0) {
                break;
            }
            PixelFormat.of(description.get("pixelformat"))
                    .filter(format -> planes || format.buffers() == 1)
                    .filter(format -> !formats.contains(format))
                    .ifPresent(formats::add);
        }
        return formats;
    }

    private void sizes(Arena call, PixelFormat pixels, List<Offer> offers) {
        Struct size = Struct.in(call, V4l2.FRMSIZEENUM);
        for (int i = 0; i < MAX_ENTRIES; i++) {
            size.clear().set(i, "index").set(pixels.code(), "pixel_format");
            if (ioctl(V4l2.ENUM_FRAMESIZES, size) != 0) {
                if (i == 0) {
                    int width = settings.width() > 0 ? settings.width() : Offer.BEST_WIDTH;
                    int height = settings.height() > 0 ? settings.height() : Offer.BEST_HEIGHT;
                    rates(call, pixels, width, height, offers);
                }
                return;
            }
            if (size.get("type") == V4l2.FRAME_DISCRETE) {
                // the two numbers of a discrete size lie where the bounds of the width do
                rates(call, pixels, size.get("min_width"), size.get("max_width"), offers);
            } else {
                int width = fit(settings.width(), Offer.BEST_WIDTH, size, "width");
                int height = fit(settings.height(), Offer.BEST_HEIGHT, size, "height");
                rates(call, pixels, width, height, offers);
                return;
            }
        }
    }

    private static int fit(int wanted, int best, Struct size, String side) {
        int least = size.get("min_" + side);
        int most = Math.max(least, size.get("max_" + side));
        int step = Math.max(1, size.get("step_" + side));
        int value = Math.clamp(wanted > 0 ? wanted : best, least, most);
        return value - (value - least) % step;
    }

    private void rates(Arena call, PixelFormat pixels, int width, int height, List<Offer> offers) {
        Struct interval = Struct.in(call, V4l2.FRMIVALENUM);
        for (int i = 0; i < MAX_ENTRIES; i++) {
            interval.clear().set(i, "index").set(pixels.code(), "pixel_format");
            interval.set(width, "width").set(height, "height");
            if (ioctl(V4l2.ENUM_FRAMEINTERVALS, interval) != 0) {
                if (i == 0) {
                    offers.add(new Offer(pixels, width, height, 0));
                }
                return;
            }
            double highest = perSecond(interval);
            if (interval.get("type") == V4l2.FRAME_DISCRETE) {
                offers.add(new Offer(pixels, width, height, highest));
            } else {
                double wanted = settings.framesPerSecond() > 0 ? settings.framesPerSecond() : 60;
                offers.add(new Offer(pixels, width, height, highest > 0 ? Math.min(wanted, highest) : wanted));
                return;
            }
        }
    }

    private static double perSecond(Struct interval) {
        int numerator = interval.get("numerator");
        return numerator > 0 ? (double) interval.get("denominator") / numerator : 0;
    }

    private StreamFormat set(Arena call, PixelFormat pixels, int width, int height, double rate)
            throws DeviceException {
        Struct format = Struct.in(call, V4l2.FORMAT).set(type, "type");
        String union = planes ? "pix_mp" : "pix";
        format.set(width, "fmt", union, "width").set(height, "fmt", union, "height");
        format.set(pixels.code(), "fmt", union, "pixelformat").set(V4l2.FIELD_NONE, "fmt", union, "field");
        if (planes) {
            format.memory().set(ValueLayout.JAVA_BYTE, 8 + 180, (byte) pixels.buffers());
        }
        if (ioctl(V4l2.S_FMT, format) != 0) {
            throw new DeviceException("the format %s %dx%d was not taken".formatted(pixels, width, height), errno());
        }
        PixelFormat given = PixelFormat.of(format.get("fmt", union, "pixelformat"))
                .orElseThrow(() -> new DeviceException("it delivers a format that was not wanted"));
        int lines = format.get("fmt", union, "height");
        List<Integer> strides = new ArrayList<>();
        for (int i = 0; i < given.buffers(); i++) {
            strides.add(
                    planes
                            ? format.memory().get(ValueLayout.JAVA_INT, 8 + 20 + i * V4l2.PLANE_FORMAT.byteSize() + 4)
                            : format.get("fmt", union, "bytesperline"));
        }
        ColorCoding color = ColorCoding.of(
                given.kind() == PixelFormat.Kind.RGB,
                format.get("fmt", union, "colorspace"),
                planes ? format.getByte("fmt", union, "ycbcr_enc") : format.get("fmt", union, "ycbcr_enc"),
                planes ? format.getByte("fmt", union, "quantization") : format.get("fmt", union, "quantization"),
                lines);
        try {
            return new StreamFormat(given, format.get("fmt", union, "width"), lines, strides, color, rate);
        } catch (IllegalArgumentException e) {
            throw new DeviceException(String.valueOf(e.getMessage()));
        }
    }

    /** Sets the rate, where the device lets it be set, and returns the one it has; 0 when it does not tell. */
    private double interval(Arena call, double rate) {
        Struct parameters = Struct.in(call, V4l2.STREAMPARM).set(type, "type");
        if (ioctl(V4l2.G_PARM, parameters) != 0) {
            return 0;
        }
        if ((parameters.get("capability") & V4l2.CAP_TIME_PER_FRAME) != 0 && rate > 0) {
            parameters.set(1000, "numerator").set((int) Math.round(rate * 1000), "denominator");
            ioctl(V4l2.S_PARM, parameters);
        }
        return perSecond(parameters);
    }

    private void map(Arena call) throws DeviceException {
        int count = requestBuffers(call, BUFFERS);
        if (count < 2) {
            throw new DeviceException("it has no buffers", count < 0 ? errno() : 0);
        }
        for (int i = 0; i < count; i++) {
            prepare(i);
            if (ioctl(V4l2.QUERYBUF, buffer) != 0) {
                throw new DeviceException("its buffers cannot be read", errno());
            }
            List<MemorySegment> parts = new ArrayList<>();
            mappings.add(parts);
            for (int piece = 0; piece < pieces; piece++) {
                long length = Integer.toUnsignedLong(planes ? plane(piece).get("length") : buffer.get("length"));
                long offset = (planes ? plane(piece).getLong("m") : buffer.getLong("m")) & 0xFFFF_FFFFL;
                long address = Posix.mmap(state, descriptor, length, offset);
                if (address == -1) {
                    throw new DeviceException("its memory cannot be mapped", errno());
                }
                parts.add(MemorySegment.ofAddress(address).reinterpret(length));
            }
        }
    }

    private int requestBuffers(Arena call, int count) {
        Struct request = Struct.in(call, V4l2.REQUESTBUFFERS)
                .set(count, "count")
                .set(type, "type")
                .set(V4l2.MEMORY_MMAP, "memory");
        return ioctl(V4l2.REQBUFS, request) == 0 ? request.get("count") : -1;
    }

    private void queue(int index) throws DeviceException {
        prepare(index);
        if (ioctl(V4l2.QBUF, buffer) != 0) {
            throw new DeviceException("a buffer was not taken", errno());
        }
    }

    private @Nullable Picture dequeue() throws DeviceException {
        prepare(0);
        if (ioctl(V4l2.DQBUF, buffer) != 0) {
            if (errno() == Posix.EAGAIN) {
                return null;
            }
            throw new DeviceException("no frame comes", errno());
        }
        int index = buffer.get("index");
        int flags = buffer.get("flags");
        List<MemorySegment> memory = new ArrayList<>();
        for (int piece = 0; piece < pieces && (flags & V4l2.BUF_FLAG_ERROR) == 0; piece++) {
            MemorySegment mapping = mappings.get(index).get(piece);
            long used = Integer.toUnsignedLong(planes ? plane(piece).get("bytesused") : buffer.get("bytesused"));
            long end = Math.min(used, mapping.byteSize());
            long begin = planes ? Math.min(Integer.toUnsignedLong(plane(piece).get("data_offset")), end) : 0;
            memory.add(mapping.asSlice(begin, end - begin));
        }
        boolean monotonic = (flags & V4l2.BUF_FLAG_TIMESTAMP_MASK) == V4l2.BUF_FLAG_MONOTONIC;
        long nanos = buffer.getLong("seconds") * SECOND + buffer.getLong("microseconds") * MICRO;
        return new Picture(memory, monotonic ? nanos : 0, index);
    }

    private void prepare(int index) {
        buffer.clear().set(index, "index").set(type, "type").set(V4l2.MEMORY_MMAP, "memory");
        if (planes) {
            bufferPlanes.fill((byte) 0);
            buffer.setLong(bufferPlanes.address(), "m").set(pieces, "length");
        }
    }

    private Struct plane(int piece) {
        long size = V4l2.PLANE.byteSize();
        return new Struct(bufferPlanes.asSlice(piece * size, size), V4l2.PLANE);
    }

    private int streamIoctl(long request, Arena call) {
        return Posix.ioctl(state, descriptor, request, call.allocateFrom(ValueLayout.JAVA_INT, type));
    }

    private boolean hasTimings() {
        try (Arena call = Arena.ofConfined()) {
            MemorySegment number = call.allocate(ValueLayout.JAVA_INT);
            Posix.ioctl(state, descriptor, V4l2.G_INPUT, number);
            Struct input = Struct.in(call, V4l2.INPUT).set(number.get(ValueLayout.JAVA_INT, 0), "index");
            if (ioctl(V4l2.ENUMINPUT, input) == 0 && (input.get("capabilities") & V4l2.IN_CAP_DV_TIMINGS) != 0) {
                return true;
            }
            // bridges whose driver forgets to say so
            return ioctl(V4l2.G_DV_TIMINGS, Struct.in(call, V4l2.DV_TIMINGS)) == 0;
        }
    }

    private int ioctl(long request, Struct argument) {
        while (true) {
            int result = Posix.ioctl(state, descriptor, request, argument.memory());
            if (result >= 0 || errno() != Posix.EINTR) {
                return result;
            }
        }
    }

    private int errno() {
        return Posix.errno(state);
    }

    /** Asks for the open file itself, so that nothing can exchange it between the question and its use. */
    private static boolean isCharacterDevice(int opened) {
        try {
            Object mode = Files.getAttribute(Path.of("/proc/self/fd", Integer.toString(opened)), "unix:mode");
            return mode instanceof Integer bits && (bits & FILE_TYPE) == CHARACTER_DEVICE;
        } catch (IOException | RuntimeException e) {
            LOG.debug("no file type", e);
            return false;
        }
    }
}
