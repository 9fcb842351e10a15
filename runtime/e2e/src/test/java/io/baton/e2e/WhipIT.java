// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.baton.harness.Device;
import io.baton.harness.OtherPeers;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The picture is also sent to a media server by others (Pion), which is restarted meanwhile. */
final class WhipIT {

    private static final String TOKEN = "t0ken";

    @Test
    void pictureIsSentToAMediaServerWithASignAndAgainAfterItsRestart() throws Exception {
        int port = Device.freePort();
        try (MediaServer first = MediaServer.start(port);
                Device device = Device.start(Map.of(
                        "io.baton.relay.whip",
                        "{\"enabled:Boolean\": true, \"endpointUrl\": \"http://127.0.0.1:%d/whip\", \"token\": \"%s\"}"
                                .formatted(port, TOKEN)));
                PageUser bob = PageUser.named("Bob", device.address())) {
            first.await(event -> event.path("what").asText().equals("pli answered"));
            JsonNode counted = first.await(event -> event.path("frames").asInt() >= 60);
            assertEquals(0, counted.path("missing").asInt(), counted::toString);
            assertTrue(counted.path("keys").asInt() >= 2, counted::toString);

            bob.openPage();
            bob.awaitText("relay-sign", "Also sent to 127.0.0.1");
            bob.awaitSessions(1);
            first.kill();
            bob.awaitNone("relay-sign");
            try (MediaServer second = MediaServer.start(port)) {
                second.await(event -> event.path("frames").asInt() >= 30);
                bob.awaitText("relay-sign", "Also sent to 127.0.0.1");
            }
        }
    }

    /** The program {@code pion-whip}; what it prints is read as far as a test waits for it. */
    private static final class MediaServer implements AutoCloseable {

        private final Process process;
        private final BufferedReader lines;

        private MediaServer(Process process) {
            this.process = process;
            this.lines = process.inputReader(StandardCharsets.UTF_8);
        }

        static MediaServer start(int port) throws IOException {
            String program = OtherPeers.pionPrograms().resolve("pion-whip").toString();
            return new MediaServer(new ProcessBuilder(program, "-address", "127.0.0.1:" + port, "-token", TOKEN)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        }

        JsonNode await(Predicate<JsonNode> wanted) throws IOException {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("{")) {
                    JsonNode event = Http.json(line);
                    if (wanted.test(event)) {
                        return event;
                    }
                }
            }
            throw new AssertionError("the media server ended");
        }

        @Override
        public void close() {
            kill();
        }

        void kill() {
            process.destroyForcibly().onExit().join();
        }
    }
}
