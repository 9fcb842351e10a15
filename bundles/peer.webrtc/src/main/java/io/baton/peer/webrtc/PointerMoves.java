// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc;

import io.baton.peer.ChannelMessage;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Makes one pointer move of two: the only thing this bundle knows about what messages mean (HID-RPC types 3 and 6). */
final class PointerMoves {

    private static final int ABSOLUTE = 0x03;
    private static final int ABSOLUTE_LENGTH = 10;
    private static final int RELATIVE = 0x06;
    private static final int RELATIVE_LENGTH = 4;

    private PointerMoves() {}

    /** Whether both are moves of one kind with the same buttons, label and stamp. */
    static boolean alike(ChannelMessage first, ChannelMessage second) {
        byte[] a = first.data();
        byte[] b = second.data();
        return first.label().startsWith("hidrpc")
                && first.label().equals(second.label())
                && !first.text()
                && !second.text()
                && first.fencingToken() == second.fencingToken()
                && a.length == b.length
                && ((b.length == ABSOLUTE_LENGTH && b[0] == ABSOLUTE)
                        || (b.length == RELATIVE_LENGTH && b[0] == RELATIVE))
                && a[0] == b[0]
                && a[a.length - 1] == b[b.length - 1];
    }

    /** One message that does what both do, one after the other; null when there is none. */
    static @Nullable ChannelMessage merge(ChannelMessage first, ChannelMessage second) {
        if (!alike(first, second)) {
            return null;
        }
        byte[] a = first.data();
        byte[] b = second.data();
        if (b[0] == ABSOLUTE) {
            return second;
        }
        int x = a[1] + b[1];
        int y = a[2] + b[2];
        if (Math.abs(x) > 127 || Math.abs(y) > 127) {
            return null;
        }
        byte[] sum = Arrays.copyOf(b, RELATIVE_LENGTH);
        sum[1] = (byte) x;
        sum[2] = (byte) y;
        return new ChannelMessage(
                second.peer(), second.label(), false, sum, second.arrivalNanos(), second.fencingToken());
    }
}
