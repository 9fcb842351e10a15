// SPDX-License-Identifier: Apache-2.0
package io.baton.media.gadget;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.auth.AuthMode;
import io.baton.media.MediaActor;
import io.baton.media.UploadStart;
import io.baton.session.Login;
import io.baton.session.Role;
import io.baton.session.SessionId;
import io.baton.testkit.FakeAuthenticator;
import io.baton.testkit.FakeCoordinator;
import io.baton.testkit.RecordingAuditLog;
import io.baton.testkit.RosterFixtureBuilder;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.BundleContext;

/** Whose bytes are taken, how many, and what everybody else is answered. */
final class UploadServletTest {

    private static final Login ANN = new Login("ann@site", Role.ADMIN, Login.Strength.OWN_ACCOUNT, "", true);
    private static final Login BOB = new Login("bob@site", Role.ADMIN, Login.Strength.OWN_ACCOUNT, "", true);
    private static final byte[] IMAGE = image();

    private final FakeAuthenticator logins = new FakeAuthenticator(AuthMode.PASSWORD);
    private final RecordingAuditLog audit = new RecordingAuditLog();
    private Path images;
    private MediaComponent component;
    private UploadServlet servlet;

    /** What was answered. */
    private record Answer(int status, String body, Map<String, String> headers) {

        void isRefused(int expected, String code) {
            assertEquals(expected, status, body);
            assertTrue(body.contains("\"code\":\"" + code + "\""), body);
            assertTrue(headers.getOrDefault("Content-Type", "").startsWith("application/problem+json"));
            assertEquals("no-store", headers.get("Cache-Control"));
        }
    }

    private interface Result {
        @Nullable
        Object of(String method, Object[] arguments) throws IOException;
    }

    private static byte[] image() {
        byte[] image = new byte[300_000];
        new Random(3).nextBytes(image);
        return image;
    }

    private static <T> T stub(Class<T> type, Result result) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> result.of(method.getName(), arguments)));
    }

    @BeforeEach
    void create(@TempDir Path data) {
        images = data.resolve("images");
        MediaConfig config = (MediaConfig) Proxy.newProxyInstance(
                MediaConfig.class.getClassLoader(),
                new Class<?>[] {MediaConfig.class},
                (proxy, method, arguments) -> method.getDefaultValue());
        component = new MediaComponent(stub(BundleContext.class, (method, arguments) -> data.toString()), config);
        component.coordinator = new FakeCoordinator(
                new RosterFixtureBuilder().primary("ann", 1).observer("bob", 2).build());
        component.audit = audit;
        servlet = new UploadServlet(component);
        servlet.authenticator = logins;
        logins.add("a", ANN);
        logins.add("b", BOB);
    }

    @AfterEach
    void close() {
        component.deactivate();
    }

    private String start() {
        MediaActor actor = new MediaActor(new SessionId("ann"), "Ann", ANN.user(), "192.0.2.1");
        return assertInstanceOf(
                        UploadStart.Accepted.class, component.media().startUpload("rescue.iso", IMAGE.length, actor))
                .id();
    }

    private Answer send(String method, String cookie, @Nullable String query, byte[] body, long length)
            throws IOException {
        return send(method, cookie, query, new ByteArrayInputStream(body), length);
    }

    private Answer send(String method, String cookie, @Nullable String query, InputStream body, long length)
            throws IOException {
        int[] status = {200};
        Map<String, String> headers = new HashMap<>();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        HttpServletRequest request = stub(HttpServletRequest.class, (name, arguments) -> switch (name) {
            case "getMethod" -> method;
            case "getHeader" -> null;
            case "getHeaders" -> Collections.enumeration(List.of("authToken=" + cookie));
            case "getQueryString" -> query;
            case "getContentLengthLong" -> length;
            case "getInputStream" -> new Body(body);
            default -> throw new UnsupportedOperationException(name);
        });
        HttpServletResponse response = stub(HttpServletResponse.class, (name, arguments) -> {
            switch (name) {
                case "setStatus" -> status[0] = (int) arguments[0];
                case "setContentType" -> headers.put("Content-Type", String.valueOf(arguments[0]));
                case "setHeader" -> headers.put(String.valueOf(arguments[0]), String.valueOf(arguments[1]));
                case "getOutputStream" -> {
                    return new Out(out);
                }
                default -> throw new UnsupportedOperationException(name);
            }
            return null;
        });
        servlet.service(request, response);
        return new Answer(status[0], out.toString(StandardCharsets.UTF_8), headers);
    }

    private Answer post(String cookie, String id, byte[] body) throws IOException {
        return send("POST", cookie, "uploadId=" + id, body, body.length);
    }

    private boolean stored() {
        return Files.exists(images.resolve("rescue.iso"));
    }

    private long received(String id) {
        return component.media().upload(id).orElseThrow().received();
    }

    @Test
    void bytesOfTheUserWhoBeganBecomeAnImage() throws IOException {
        Answer answer = post("a", start(), IMAGE);
        assertEquals(200, answer.status(), answer.body());
        assertArrayEquals(IMAGE, Files.readAllBytes(images.resolve("rescue.iso")));
    }

    @Test
    void uploadGoesOnWhereItEnded() throws IOException {
        String id = start();
        post("a", id, Arrays.copyOf(IMAGE, 100_000)).isRefused(400, "bad_value");
        assertFalse(stored(), "it is not whole");
        String second = start();
        assertEquals(100_000, received(second));
        assertEquals(
                200,
                post("a", second, Arrays.copyOfRange(IMAGE, 100_000, IMAGE.length))
                        .status());
        assertArrayEquals(IMAGE, Files.readAllBytes(images.resolve("rescue.iso")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "HEAD", "DELETE", "post"})
    void otherMethodIsRefused(String method) throws IOException {
        Answer answer = send(method, "a", "uploadId=" + start(), IMAGE, IMAGE.length);
        answer.isRefused(405, "wrong_method");
        assertEquals("POST", answer.headers().get("Allow"));
        assertFalse(stored());
    }

    @Test
    void requestWithoutALoginIsRefused() throws IOException {
        String id = start();
        post("nobody", id, IMAGE).isRefused(401, "login_required");
        assertEquals(0, received(id));
    }

    @Test
    void logInServiceThatIsReplacedIsWaitedFor() throws IOException {
        String id = start();
        servlet.authenticator = null;
        Answer answer = post("a", id, IMAGE);
        answer.isRefused(503, "temporarily_unavailable");
        assertEquals("1", answer.headers().get("Retry-After"));
        assertEquals(0, received(id));
    }

    @Test
    void loginOfAnotherUserDoesNotLearnThatTheUploadExists() throws IOException {
        String id = start();
        Answer foreign = post("b", id, IMAGE);
        foreign.isRefused(404, "not_found");
        Answer unknown = post("b", "upload_00000000-0000-4000-8000-000000000000", IMAGE);
        assertEquals(withoutInstance(unknown.body()), withoutInstance(foreign.body()));
        assertEquals(0, received(id));
    }

    private static String withoutInstance(String body) {
        return body.replaceAll("[0-9a-f]{8}\"", "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "uploadId=",
                "uploadId=upload_x",
                "uploadId=../../etc/passwd",
                "uploadId=upload_00000000-0000-4000-8000-000000000000",
                "id=ID",
                "uploadId=IDx",
                "xuploadId=ID",
                "uploadId=%75pload"
            })
    void unknownIdIsRefused(String query) throws IOException {
        String id = start();
        send("POST", "a", query.replace("ID", id), IMAGE, IMAGE.length).isRefused(404, "not_found");
        send("POST", "a", null, IMAGE, IMAGE.length).isRefused(404, "not_found");
        assertEquals(0, received(id));
    }

    @Test
    void bodyThatSaysItIsTooLongIsRefusedBeforeItIsRead() throws IOException {
        String id = start();
        InputStream unread = new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("it was read");
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                return read();
            }
        };
        send("POST", "a", "uploadId=" + id, unread, IMAGE.length + 1L).isRefused(413, "bad_value");
        assertEquals(0, received(id));
        assertEquals(200, post("a", id, IMAGE).status(), "the upload is still there");
    }

    @Test
    void bodyOfUnknownLengthThatIsTooLongIsRefused() throws IOException {
        String id = start();
        byte[] more = Arrays.copyOf(IMAGE, IMAGE.length + 1);
        send("POST", "a", "uploadId=" + id, more, -1).isRefused(400, "bad_value");
        assertFalse(stored());
        assertEquals(
                List.of("media_upload_start done", "media_upload bad_value"),
                audit.events().stream()
                        .map(event -> event.action() + " " + event.outcome())
                        .toList());
    }

    @Test
    void secondSenderOfAnUploadIsRefused() throws IOException {
        String id = start();
        assertTrue(component.media().upload(id).orElseThrow().begin());
        post("a", id, IMAGE).isRefused(409, "in_use");
        assertEquals(0, received(id));
    }

    @Test
    void loginThatEndsWhileBytesArriveEndsTheUpload() throws IOException {
        String id = start();
        InputStream body = new ByteArrayInputStream(IMAGE) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                int count = super.read(into, offset, Math.min(length, 100_000));
                if (pos > 100_000) {
                    logins.end("a");
                }
                return count;
            }
        };
        send("POST", "a", "uploadId=" + id, body, IMAGE.length).isRefused(403, "not_allowed");
        assertEquals(100_000, received(id), "what came before stays for the next attempt");
    }

    @Test
    void lossOfControlEndsTheUpload() throws IOException {
        String id = start();
        component.coordinator = new FakeCoordinator(
                new RosterFixtureBuilder().observer("ann", 1).primary("bob", 2).build());
        Answer answer = post("a", id, IMAGE);
        assertTrue(answer.body().contains("not_in_control"), answer.body());
        assertEquals(0, received(id));
    }

    @Test
    void connectionThatBreaksKeepsWhatArrived() throws IOException {
        String id = start();
        InputStream body = new ByteArrayInputStream(IMAGE) {
            private int reads;

            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                if (reads++ == 2) {
                    throw new UncheckedBreak();
                }
                return super.read(into, offset, Math.min(length, 70_000));
            }
        };
        send("POST", "a", "uploadId=" + id, body, IMAGE.length);
        assertEquals(140_000, received(id));
        assertEquals(
                "media_upload interrupted",
                audit.events().getLast().action() + " "
                        + audit.events().getLast().outcome());
        assertEquals(140_000, received(start()), "the next attempt begins there");
    }

    /** Stands for an exception that a body of a byte array cannot declare. */
    private static final class UncheckedBreak extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** The body of a request. */
    private static final class Body extends ServletInputStream {

        private final InputStream bytes;

        Body(InputStream bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() throws IOException {
            return bytes.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            try {
                return bytes.read(into, offset, length);
            } catch (UncheckedBreak e) {
                throw new IOException("connection reset", e);
            }
        }

        @Override
        public boolean isFinished() {
            return false;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new UnsupportedOperationException();
        }
    }

    /** The body of an answer. */
    private static final class Out extends ServletOutputStream {

        private final ByteArrayOutputStream bytes;

        Out(ByteArrayOutputStream bytes) {
            this.bytes = bytes;
        }

        @Override
        public void write(int next) {
            bytes.write(next);
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new UnsupportedOperationException();
        }
    }
}
