// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.baton.port.PortLease;
import io.baton.port.ReportPort;
import io.baton.port.ReportPorts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameCodeTest {

    private static final FrameCode CODE =
            new FrameCode(0xFEDC_BA98L, 0x1234_5678_9ABCL, 65_535, 0xCAFEBABE, 5, 9, 1279, 719, 0x1F, -128);

    @Test
    void writtenFrameCodeIsReadBack() {
        int[] words = CODE.words();
        assertEquals(Optional.of(CODE), FrameCode.decode((x, y) -> pixel(words, x, y), 1280, 720));
    }

    @Test
    void noiseAndLowContrastAreTolerated() {
        int[] words = CODE.words();
        FrameCode.Pixels poor = (x, y) -> 100 + pixel(words, x, y) / 4 + (x * 7 + y * 13) % 11 - 5;
        assertEquals(Optional.of(CODE), FrameCode.decode(poor, 1280, 720));
    }

    @Test
    void oneWrongCellIsDetected() {
        for (int row = 0; row < FrameCode.ROWS; row++) {
            int[] words = CODE.words();
            words[row] ^= 1 << row;
            assertEquals(Optional.empty(), FrameCode.decode((x, y) -> pixel(words, x, y), 1280, 720), "row " + row);
        }
    }

    @Test
    void frameWithoutFrameCodeHasNone() {
        assertEquals(Optional.empty(), FrameCode.decode((x, y) -> 0, 1280, 720));
        assertEquals(Optional.empty(), FrameCode.decode((x, y) -> 255, 160, 120));
    }

    @Test
    void javaScriptReadsTheSameCode(@TempDir Path directory) throws IOException, InterruptedException {
        TargetFixture fixture = new TargetFixture();
        TargetFixture.RecordingSink sink = fixture.openSink();
        PortLease lease = fixture.ports.lease(ReportPorts.Start.NEUTRAL);
        new Typist(lease).type("Hey");
        lease.write(ReportPort.KEYBOARD, TargetFixture.keys(0, UsKeyboard.CAPS_LOCK));
        lease.write(ReportPort.ABSOLUTE_POINTER, TargetFixture.position(2, 0, 32_767));
        lease.write(ReportPort.ABSOLUTE_POINTER, new byte[] {2, -4, 0});
        fixture.screen.tick();
        fixture.screen.tick();
        Path file = directory.resolve("frame.rgba");
        Files.write(file, rgba(Objects.requireNonNull(sink.i420)));
        Process node = new ProcessBuilder("node", "src/test/js/read-frame-code.mjs", file.toString(), "1280", "720")
                .redirectErrorStream(true)
                .start();
        String json = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertEquals(0, node.waitFor(), json);
        assertEquals(
                "{\"frameNumber\":1,\"timeMillis\":" + fixture.clock.millis()
                        + ",\"typed\":3,\"lastTyped\":\"Hey\",\"leds\":2,\"keysDown\":1,\"pointerX\":0,\"pointerY\":719"
                        + ",\"buttons\":2,\"wheel\":-4}",
                json);
    }

    private static byte[] rgba(byte[] i420) {
        byte[] rgba = new byte[1280 * 720 * 4];
        for (int i = 0; i < 1280 * 720; i++) {
            Arrays.fill(rgba, i * 4, i * 4 + 3, i420[i]);
        }
        return rgba;
    }

    private static int pixel(int[] words, int x, int y) {
        int column = Math.floorDiv(x - FrameCode.left(1280), FrameCode.CELL);
        int row = Math.floorDiv(y - FrameCode.top(), FrameCode.CELL);
        return (words[row] >> (15 - column) & 1) == 0 ? 16 : 235;
    }
}
