// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.h264;

import java.util.Set;

/**
 * What Baton needs of a sequence parameter set (ITU-T H.264 clause 7.3.2.1.1).
 *
 * @param profile profile_idc
 * @param constraints the constraint_set flags, set 0 highest
 * @param width of the cropped picture, pixels
 * @param height of the cropped picture, pixels
 */
public record Sps(int profile, int constraints, int width, int height) {

    private static final int BASELINE = 66;
    private static final int CONSTRAINT_SET_1 = 0x40;
    private static final Set<Integer> WITH_CHROMA =
            Set.of(100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135);
    private static final int MAX_MACROBLOCKS = 1024;
    private static final int MACROBLOCK = 16;
    private static final int SMALL_LISTS = 6;

    /** Whether every browser decodes it: constrained baseline. */
    public boolean isConstrainedBaseline() {
        return profile == BASELINE && (constraints & CONSTRAINT_SET_1) != 0;
    }

    /** @param nal the NAL unit with its header */
    public static Sps parse(byte[] nal) throws H264Exception {
        BitReader in = new BitReader(nal);
        int profile = in.bits(8);
        int constraints = in.bits(8);
        in.bits(8);
        in.unsigned();
        int chroma = 1;
        if (WITH_CHROMA.contains(profile)) {
            chroma = in.unsigned();
            if (chroma == 3) {
                in.bit();
            }
            in.unsigned();
            in.unsigned();
            in.bit();
            if (in.bit() == 1) {
                skipScalingLists(in, chroma == 3 ? 12 : 8);
            }
        }
        in.unsigned();
        skipPictureOrder(in);
        in.unsigned();
        in.bit();
        int columns = macroblocks(in);
        int rows = macroblocks(in);
        int fields = 2 - in.bit();
        if (fields == 2) {
            in.bit();
        }
        in.bit();
        int width = columns * MACROBLOCK;
        int height = rows * MACROBLOCK * fields;
        if (in.bit() == 1) {
            int unitX = chroma == 1 || chroma == 2 ? 2 : 1;
            int unitY = (chroma == 1 ? 2 : 1) * fields;
            width = cropped(width, unitX, in.unsigned(), in.unsigned());
            height = cropped(height, unitY, in.unsigned(), in.unsigned());
        }
        return new Sps(profile, constraints, width, height);
    }

    private static int macroblocks(BitReader in) throws H264Exception {
        int number = in.unsigned();
        if (number >= MAX_MACROBLOCKS) {
            throw new H264Exception("the SPS has a size that is too large");
        }
        return number + 1;
    }

    private static int cropped(int size, int unit, int first, int last) throws H264Exception {
        long left = size - (long) unit * first - (long) unit * last;
        if (left < 1) {
            throw new H264Exception("the SPS crops the whole picture");
        }
        return (int) left;
    }

    private static void skipPictureOrder(BitReader in) throws H264Exception {
        int type = in.unsigned();
        if (type == 0) {
            in.unsigned();
        } else if (type == 1) {
            in.bit();
            in.signed();
            in.signed();
            int cycle = in.unsigned();
            for (int i = 0; i < cycle; i++) {
                in.signed();
            }
        }
    }

    private static void skipScalingLists(BitReader in, int lists) throws H264Exception {
        for (int i = 0; i < lists; i++) {
            if (in.bit() == 1) {
                int last = 8;
                int next = 8;
                for (int j = 0; j < (i < SMALL_LISTS ? 16 : 64) && next != 0; j++) {
                    next = last + in.signed() & 0xFF;
                    last = next == 0 ? last : next;
                }
            }
        }
    }
}
