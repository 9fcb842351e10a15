// SPDX-License-Identifier: Apache-2.0
package io.baton.target.vnc.rfb;

import io.baton.shared.frames.Rect;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A decoder that is given bytes, and records what it says. */
final class Drawing implements UpdateListener {

    static final long MAX_PIXELS = 1_000_000;

    final List<String> events = new ArrayList<>();
    Framebuffer desktop = new Framebuffer(0, 0);

    @Nullable
    CursorImage image;

    /** Reads all messages of the bytes; the end of the bytes ends it. */
    void read(int width, int height, byte[] bytes) throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        RfbReader reader = new RfbReader(Channels.newChannel(in), () -> {});
        try (UpdateDecoder decoder = new UpdateDecoder(reader, this, MAX_PIXELS)) {
            decoder.resize(width, height);
            int type = firstByte(reader);
            while (type >= 0) {
                decoder.message(type);
                type = firstByte(reader);
            }
        }
    }

    private static int firstByte(RfbReader reader) throws IOException {
        try {
            return reader.u8();
        } catch (java.io.EOFException e) {
            return -1;
        }
    }

    @Override
    public void resized(Framebuffer next) {
        desktop = next;
        events.add("size " + next.width() + "x" + next.height());
    }

    @Override
    public void updated(List<Rect> changed) {
        events.add("updated " + changed.size());
    }

    @Override
    public void cursor(CursorImage next) {
        image = next;
        events.add("cursor");
    }

    @Override
    public void leds(int bits) {
        events.add("leds " + bits);
    }

    @Override
    public void absolutePointer(boolean absolute) {
        events.add("absolute " + absolute);
    }

    @Override
    public void keyCodes() {
        events.add("key codes");
    }
}
