// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.h264;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads an access unit up to its first slice, remembers its SPS and PPS, and puts them in front of a key frame that has
 * none, because a viewer that joins later needs them there.
 *
 * <p>Threading. One thread.
 */
public final class ParameterSets {

    private static final int TYPE_MASK = 0x1F;
    private static final int SLICE = 1;
    private static final int IDR = 5;
    private static final int SPS = 7;
    private static final int PPS = 8;
    private static final int MAX_SIZE = 4096;
    private static final byte[] START_CODE = {0, 0, 0, 1};

    private byte[] spsBytes = {};
    private byte[] ppsBytes = {};
    private @Nullable Sps sps;
    private ByteBuffer scratch = ByteBuffer.allocateDirect(0);

    /**
     * A unit to pass on.
     *
     * @param annexB as it came, or with SPS and PPS in front; valid until the next call
     */
    public record Checked(ByteBuffer annexB, boolean key) {}

    /** Returns the SPS of the last key frame; null before the first. */
    public @Nullable Sps sps() {
        return sps;
    }

    /** Forgets what is remembered. */
    public void clear() {
        spsBytes = new byte[0];
        ppsBytes = new byte[0];
        sps = null;
    }

    /** Returns null for a unit without a slice, whose SPS and PPS are remembered. */
    public @Nullable Checked check(ByteBuffer unit) throws H264Exception {
        ByteArrayOutputStream newSps = new ByteArrayOutputStream();
        ByteArrayOutputStream newPps = new ByteArrayOutputStream();
        int sliceType = -1;
        int start = startCode(unit, unit.position(), true);
        if (start < 0) {
            throw new H264Exception("the access unit does not begin with a start code");
        }
        while (start >= 0 && sliceType < 0) {
            int next = -1;
            int type = start < unit.limit() ? unit.get(start) & TYPE_MASK : 0;
            if (type >= SLICE && type <= IDR) {
                sliceType = type;
            } else {
                next = startCode(unit, start, false);
                if (type == SPS || type == PPS) {
                    byte[] nal = nal(unit, start, next < 0 ? unit.limit() : next - 3);
                    append(type == SPS ? newSps : newPps, nal);
                    if (type == SPS) {
                        sps = Sps.parse(nal);
                    }
                }
            }
            start = next;
        }
        if (newSps.size() > 0) {
            spsBytes = newSps.toByteArray();
        }
        if (newPps.size() > 0) {
            ppsBytes = newPps.toByteArray();
        }
        if (sliceType < 0) {
            return null;
        }
        if (sliceType != IDR) {
            return new Checked(unit.slice().asReadOnlyBuffer(), false);
        }
        if (spsBytes.length == 0 || ppsBytes.length == 0) {
            throw new H264Exception("a key frame has no SPS or PPS, and none came before it");
        }
        boolean complete = newSps.size() > 0 && newPps.size() > 0;
        return new Checked((complete ? unit.slice() : prefixed(unit)).asReadOnlyBuffer(), true);
    }

    private ByteBuffer prefixed(ByteBuffer unit) {
        int size = spsBytes.length + ppsBytes.length + unit.remaining();
        if (scratch.capacity() < size) {
            scratch = ByteBuffer.allocateDirect(size + size / 2);
        }
        return scratch.clear().put(spsBytes).put(ppsBytes).put(unit.duplicate()).flip();
    }

    private static void append(ByteArrayOutputStream to, byte[] nal) throws H264Exception {
        if (to.size() + START_CODE.length + nal.length > MAX_SIZE) {
            throw new H264Exception("SPS or PPS are larger than " + MAX_SIZE + " bytes");
        }
        to.writeBytes(START_CODE);
        to.writeBytes(nal);
    }

    private static byte[] nal(ByteBuffer unit, int start, int limit) {
        int end = limit;
        while (end > start && unit.get(end - 1) == 0) {
            end--;
        }
        byte[] nal = new byte[end - start];
        unit.get(start, nal);
        return nal;
    }

    /**
     * Returns where the NAL unit behind the next start code begins; -1 without one.
     *
     * @param atOnce whether only zero bytes may precede it
     */
    private static int startCode(ByteBuffer unit, int from, boolean atOnce) {
        int zeros = 0;
        for (int i = from; i < unit.limit(); i++) {
            byte value = unit.get(i);
            if (value == 1 && zeros >= 2) {
                return i + 1;
            }
            if (atOnce && value != 0) {
                return -1;
            }
            zeros = value == 0 ? zeros + 1 : 0;
        }
        return -1;
    }
}
