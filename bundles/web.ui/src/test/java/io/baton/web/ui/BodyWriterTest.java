// SPDX-License-Identifier: Apache-2.0
package io.baton.web.ui;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** S17: a client that does not read holds no thread and is cut off after a time that follows from the size. */
final class BodyWriterTest {

    private static final byte[] BODY = new byte[80 * 1024];

    private final Output out = new Output();
    private final List<Object> timeouts = new ArrayList<>();
    private final List<AsyncListener> listeners = new ArrayList<>();
    private int completed;

    private static final class Output extends ServletOutputStream {

        final ByteArrayOutputStream written = new ByteArrayOutputStream();
        final List<WriteListener> listeners = new ArrayList<>();
        boolean ready;

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            listeners.add(listener);
        }

        @Override
        public void write(int value) {
            written.write(value);
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            written.write(bytes, from, length);
        }
    }

    private static <T> T stub(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private AsyncContext async() {
        ServletResponse response = stub(ServletResponse.class, (proxy, method, arguments) -> out);
        return stub(AsyncContext.class, (proxy, method, arguments) -> {
            switch (method.getName()) {
                case "getResponse" -> {
                    return response;
                }
                case "setTimeout" -> timeouts.add(arguments[0]);
                case "addListener" -> listeners.add((AsyncListener) arguments[0]);
                case "complete" -> completed++;
                default -> throw new UnsupportedOperationException(method.getName());
            }
            return null;
        });
    }

    private WriteListener begin() throws IOException {
        BodyWriter.write(async(), BODY);
        return out.listeners.getFirst();
    }

    @Test
    void bodyIsWrittenOnceTheClientIsReady() throws IOException {
        WriteListener writer = begin();
        writer.onWritePossible();
        assertEquals(0, out.written.size(), "the client does not read");
        assertEquals(0, completed);
        out.ready = true;
        writer.onWritePossible();
        assertArrayEquals(BODY, out.written.toByteArray());
        assertEquals(1, completed);
    }

    @Test
    void s17TimeoutFollowsTheSizeAndEndsTheResponseOnce() throws IOException {
        WriteListener writer = begin();
        assertEquals(List.of(25_000L), timeouts, "15 s and 1 s for each 8 KiB");
        ServletRequest request = stub(ServletRequest.class, (proxy, method, arguments) -> "192.0.2.7");
        AsyncContext context = stub(AsyncContext.class, (proxy, method, arguments) -> null);
        listeners.getFirst().onTimeout(new AsyncEvent(context, request, null));
        assertEquals(1, completed);
        writer.onError(new IOException("closed"));
        assertEquals(1, completed);
        assertEquals(0, out.written.size());
    }
}
