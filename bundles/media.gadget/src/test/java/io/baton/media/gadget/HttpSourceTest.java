// SPDX-License-Identifier: Apache-2.0
package io.baton.media.gadget;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.baton.port.BlockSource;
import io.baton.testkit.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An image of a web server: only what is read is fetched, and it is one image or an error. */
final class HttpSourceTest {

    private static final byte[] IMAGE = new byte[5 * HttpSource.BLOCK + 12_345];

    static {
        new Random(3).nextBytes(IMAGE);
    }

    private final List<String> ranges = new CopyOnWriteArrayList<>();
    private volatile String tag = "\"v1\"";
    private volatile String lastModified = "";
    private volatile int extra;
    private volatile boolean failsOnce;
    private volatile boolean stalls;
    private Duration readTimeout = Patience.LONGEST;
    private HttpServer server;
    private HttpClient http;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/image.iso", this::image);
        server.createContext("/whole.iso", exchange -> {
            exchange.sendResponseHeaders(200, 10);
            exchange.getResponseBody().write(new byte[10]);
            exchange.close();
        });
        server.createContext("/moved.iso", exchange -> {
            exchange.getResponseHeaders().set("Location", "/image.iso");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.start();
        http = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
    }

    @AfterEach
    void stop() {
        http.shutdownNow();
        server.stop(0);
    }

    private void image(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        if (failsOnce) {
            failsOnce = false;
            exchange.close();
            return;
        }
        ranges.add(range);
        String[] ends = range.substring("bytes=".length()).split("-", -1);
        int first = Integer.parseInt(ends[0]);
        int last = Integer.parseInt(ends[1]);
        if (!tag.isEmpty()) {
            exchange.getResponseHeaders().set("ETag", tag);
        }
        if (!lastModified.isEmpty()) {
            exchange.getResponseHeaders().set("Last-Modified", lastModified);
        }
        exchange.getResponseHeaders().set("Content-Range", "bytes %d-%d/%d".formatted(first, last, IMAGE.length));
        byte[] body = Arrays.copyOfRange(IMAGE, first, last + 1 + extra);
        exchange.sendResponseHeaders(206, body.length);
        if (stalls) {
            exchange.getResponseBody().write(body, 0, 3);
            exchange.getResponseBody().flush();
            return;
        }
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private BlockSource open(String path) throws Exception {
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
        return HttpSource.open(http, address, Patience.LONGEST, readTimeout)
                .toCompletableFuture()
                .get();
    }

    private String refused(String path) {
        Throwable cause =
                assertThrows(ExecutionException.class, () -> open(path)).getCause();
        return String.valueOf(assertInstanceOf(UrlException.class, cause).getMessage());
    }

    private static byte[] read(BlockSource source, long offset, int length) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(length);
        source.read(offset, into);
        return into.array();
    }

    /** The limit of the JDK's client ends with the head of an answer. */
    @Test
    void blockThatDoesNotEndIsAnError() throws Exception {
        readTimeout = Duration.ofMillis(100);
        BlockSource source = open("/image.iso");
        stalls = true;
        IOException failure = assertThrows(IOException.class, () -> read(source, 0, 10));
        assertEquals("The server did not answer in time.", failure.getMessage());
        assertEquals(3, ranges.size(), "the first byte, and two tries");
    }

    @Test
    void onlyWhatIsReadIsFetchedAndItIsKept() throws Exception {
        BlockSource source = open("/image.iso");
        assertEquals(IMAGE.length, source.size());
        int offset = 3 * HttpSource.BLOCK - 100;
        for (int i = 0; i < 2; i++) {
            assertArrayEquals(Arrays.copyOfRange(IMAGE, offset, offset + 200), read(source, offset, 200));
        }
        assertArrayEquals(
                Arrays.copyOfRange(IMAGE, IMAGE.length - 50, IMAGE.length), read(source, IMAGE.length - 50, 50));
        assertEquals(
                List.of(
                        "bytes=0-0",
                        "bytes=2097152-3145727",
                        "bytes=3145728-4194303",
                        "bytes=5242880-" + (IMAGE.length - 1)),
                ranges);
        assertThrows(IOException.class, () -> read(source, IMAGE.length - 50, 51));
    }

    @Test
    void redirectIsFollowed() throws Exception {
        assertArrayEquals(Arrays.copyOf(IMAGE, 100), read(open("/moved.iso"), 0, 100));
    }

    @Test
    void serverWithoutRangesOrWithoutTheImageIsRefused() {
        assertTrue(refused("/whole.iso").contains("no ranges"));
        assertTrue(refused("/none.iso").contains("404"));
        server.stop(0);
        assertTrue(refused("/image.iso").contains("cannot be reached"));
    }

    @Test
    void serverThatSaysNoVersionIsRefused() throws Exception {
        tag = "W/\"weak\"";
        assertTrue(refused("/image.iso").contains("no version"));
        lastModified = "Mon, 30 Nov 2026 07:00:00 GMT";
        assertEquals(IMAGE.length, open("/image.iso").size());
    }

    @Test
    void changedImageIsAnErrorAndNoMixture() throws Exception {
        BlockSource source = open("/image.iso");
        read(source, 0, 10);
        tag = "\"v2\"";
        UrlException changed = assertThrows(UrlException.class, () -> read(source, 2 * HttpSource.BLOCK, 10));
        assertTrue(String.valueOf(changed.getMessage()).contains("changed"));
        assertArrayEquals(Arrays.copyOf(IMAGE, 10), read(source, 0, 10), "what is kept is of the old one");
    }

    @Test
    void lostAnswerIsAskedForAgain() throws Exception {
        BlockSource source = open("/image.iso");
        failsOnce = true;
        assertArrayEquals(Arrays.copyOf(IMAGE, 10), read(source, 0, 10));
    }

    @Test
    void serverThatSendsTooMuchIsNotReadOn() throws Exception {
        BlockSource source = open("/image.iso");
        extra = 1;
        assertThrows(IOException.class, () -> read(source, 0, 10));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "file:///etc/passwd",
                "ftp://images.example/a.iso",
                "//images.example/a.iso",
                "http:///a.iso",
                "https://ann:secret@images.example/a.iso",
                "http://images example/a.iso",
                "nonsense"
            })
    void addressThatIsNoneOfAWebServerIsRefused(String text) {
        assertThrows(UrlException.class, () -> HttpSource.parse(text));
    }

    @Test
    void noAddressBreaksTheParser() {
        Random random = new Random(11);
        String characters = "htps:/.@?#[]%20a1-\u00fc\n ";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "http://" : "");
            for (int length = random.nextInt(20); length > 0; length--) {
                text.append(characters.charAt(random.nextInt(characters.length())));
            }
            try {
                URI address = HttpSource.parse(text.toString());
                assertTrue(address.getHost() != null && address.getRawUserInfo() == null);
            } catch (UrlException e) {
                assertTrue(e.getMessage() != null);
            }
            assertTrue(UrlText.shown(text.toString()).length() <= 256);
        }
    }
}
