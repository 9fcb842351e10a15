// SPDX-License-Identifier: Apache-2.0
package io.baton.health.felix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiagnoseToolTest {

    private static final String TOKEN = "t0ken";
    private static final byte[] ARCHIVE = "an archive".getBytes(StandardCharsets.UTF_8);

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private final HttpServer device = start();

    private static HttpServer start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/diagnostics", DiagnoseToolTest::answer);
            server.start();
            return server;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void stop() {
        device.stop(0);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        boolean known =
                List.of("Bearer " + TOKEN).equals(exchange.getRequestHeaders().get("Authorization"));
        exchange.sendResponseHeaders(known ? 200 : 401, known ? ARCHIVE.length : -1);
        if (known) {
            exchange.getResponseBody().write(ARCHIVE);
        }
        exchange.close();
    }

    @Test
    void archiveIsWrittenWithTheTokenOfTheEnvironmentOrAFile(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("archive.zip");
        assertEquals(DiagnoseTool.SUCCESS, run(TOKEN, "--url", url(), "--out", file.toString()), err::toString);
        assertEquals("an archive", Files.readString(file));
        Path token = Files.writeString(directory.resolve("token"), TOKEN + "\n");
        Path other = directory.resolve("other.zip");
        assertEquals(
                DiagnoseTool.SUCCESS,
                run("", "--url", url(), "--out", other.toString(), "--token-file", token.toString()),
                err::toString);
        assertEquals("an archive", Files.readString(other));
        assertFalse((out.toString() + err).contains(TOKEN));
    }

    @Test
    void refusalSaysWhatIsNeededAndWritesNothing(@TempDir Path directory) {
        Path file = directory.resolve("archive.zip");
        assertEquals(DiagnoseTool.REFUSED, run("", "--url", url(), "--out", file.toString()));
        assertTrue(err.toString().contains("API token"), err.toString());
        assertFalse(Files.exists(file));
    }

    @Test
    void deviceThatDoesNotAnswerIsNamed() {
        String url = url();
        device.stop(0);
        assertEquals(DiagnoseTool.REFUSED, run("", "--url", url));
        assertTrue(err.toString().contains("does not answer"), err.toString());
    }

    @Test
    void commandLineThatIsNotUnderstoodIsRefused() {
        assertEquals(DiagnoseTool.USAGE, run("", "--what", "x"));
        assertEquals(DiagnoseTool.USAGE, run("", "--url"));
        assertEquals(DiagnoseTool.USAGE, run("", "--url", "no address"));
        assertEquals(DiagnoseTool.SUCCESS, run("", "--help"));
    }

    private String url() {
        return "http://127.0.0.1:" + device.getAddress().getPort();
    }

    private int run(String token, String... arguments) {
        return new DiagnoseTool(name -> name.equals("BATON_TOKEN") ? token : null)
                .run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }
}
