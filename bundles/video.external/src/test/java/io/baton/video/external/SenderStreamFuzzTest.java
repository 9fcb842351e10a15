// SPDX-License-Identifier: Apache-2.0
package io.baton.video.external;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.baton.testkit.DamagedSeeds;
import io.baton.video.AccessUnit;
import io.baton.video.AccessUnitSink;
import io.baton.video.VideoSignal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever a sender sends is passed on as valid units, or ends the connection with a reason. */
class SenderStreamFuzzTest {

    private static final long NOW = 1_000_000_000_000L;

    @FuzzTest
    void decodesOrRefuses(byte[] data) throws IOException {
        ExternalStream stream = new ExternalStream(() -> NOW, signal -> {}, () -> {});
        stream.subscribe(new CheckingSink());
        stream.connected();
        MessageReader reader = new MessageReader();
        try (ReadableByteChannel channel = Channels.newChannel(new ByteArrayInputStream(data))) {
            while (reader.fill(channel) >= 0) {
                for (ByteBuffer message = reader.next(); message != null; message = reader.next()) {
                    pass(stream, SenderMessageCodec.decode(message));
                    assertEquals(0, message.remaining(), "read to its end");
                }
            }
        } catch (SenderException refused) {
            assertTrue(String.valueOf(refused.getMessage()).length() < 200, "what was sent is not repeated");
        }
        stream.disconnected();
        assertEquals(VideoSignal.State.NO_SIGNAL, stream.signal().state());
    }

    private static void pass(ExternalStream stream, SenderMessage message) throws SenderException {
        switch (message) {
            case SenderMessage.Hello hello -> assertTrue(hello.name().length() <= 64);
            case SenderMessage.Mode mode -> stream.mode(mode.mode());
            case SenderMessage.Absent absent -> stream.absent(absent.state());
            case SenderMessage.Unit unit -> stream.unit(unit);
            case SenderMessage.Bye bye -> assertTrue(bye.reason().length() <= 128);
        }
    }

    private static final class CheckingSink implements AccessUnitSink {
        private boolean key;

        @Override
        public void accessUnit(AccessUnit unit) {
            key |= unit.key();
            assertTrue(key, "a key frame comes first");
            assertTrue(unit.annexB().remaining() > 4);
            assertTrue(unit.captureNanos() <= NOW);
        }

        @Override
        public void signal(VideoSignal signal) {
            key &= signal.mode() != null;
        }
    }

    @Test
    void damagedStreamsAreDecodedOrRefused() {
        List<byte[]> units = Clip.units();
        byte[] whole = Clip.concat(
                Sent.hello(),
                Sent.mode(320, 240, 30_000),
                Sent.unit(true, NOW, 0, units.get(0)),
                Sent.unit(false, NOW, 1, units.get(1)),
                Sent.absent(1),
                Sent.bye("end"));
        byte[] high = java.util.HexFormat.of()
                .parseHex("0000000167640028acd940780227e5c044000003000400000300f03c60c6580000000168ebe3cb22c0"
                        + "0000000165888400");
        byte[] other = Clip.concat(Sent.mode(1920, 1080, 60_000), Sent.unit(true, NOW, 0, high));
        DamagedSeeds.run(List.of(whole, other), data -> {
            try {
                decodesOrRefuses(data);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }
}
