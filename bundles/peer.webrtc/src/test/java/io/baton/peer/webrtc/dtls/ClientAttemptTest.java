// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.dtls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.tls.DatagramTransport;
import org.junit.jupiter.api.Test;

final class ClientAttemptTest {

    private static final byte[] ALERT = {21, -2, -3, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2, 2, 40};
    private static final byte[] CLIENT_HELLO = {22, -2, -3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1};
    private static final byte[] CLIENT_KEY_EXCHANGE = {22, -2, -3, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1, 16};

    /** Sends to a list, receives nothing, and waits no time for it. */
    private static final class SilentTransport implements DatagramTransport {

        final List<byte[]> sent = new ArrayList<>();
        boolean closed;

        @Override
        public int receive(byte[] into, int offset, int length, int waitMillis) {
            return -1;
        }

        @Override
        public void send(byte[] data, int offset, int length) {
            sent.add(data);
        }

        @Override
        public int getReceiveLimit() {
            return 1_500;
        }

        @Override
        public int getSendLimit() {
            return 1_500;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private final SilentTransport transport = new SilentTransport();

    private static int wait(ClientAttempt attempt, int millis) throws IOException {
        return attempt.receive(new byte[1], 0, 1, millis);
    }

    @Test
    void unansweredAttemptFailsAfterItsWait() throws IOException {
        var attempt = new ClientAttempt(transport, 0, false);
        wait(attempt, ClientAttempt.MAX_WAIT_MILLIS - 1);
        wait(attempt, 1);
        assertThrows(IOException.class, () -> wait(attempt, 1));
    }

    @Test
    void answeredOrLastAttemptWaitsOn() throws IOException {
        var answered = new ClientAttempt(transport, 0, false);
        answered.send(CLIENT_KEY_EXCHANGE.clone(), 0, CLIENT_KEY_EXCHANGE.length);
        var last = new ClientAttempt(transport, 3, true);
        for (ClientAttempt attempt : List.of(answered, last)) {
            wait(attempt, ClientAttempt.MAX_WAIT_MILLIS);
            assertEquals(-1, wait(attempt, 1));
        }
        assertTrue(answered.isAnswered());
        assertFalse(last.isAnswered());
    }

    @Test
    void unansweredAttemptSendsNoAlertAndLeavesThePipeOpen() throws IOException {
        var attempt = new ClientAttempt(transport, 0, false);
        attempt.send(ALERT.clone(), 0, ALERT.length);
        attempt.close();
        assertEquals(List.of(), transport.sent);
        assertFalse(transport.closed);

        attempt.send(CLIENT_KEY_EXCHANGE.clone(), 0, CLIENT_KEY_EXCHANGE.length);
        attempt.send(ALERT.clone(), 0, ALERT.length);
        attempt.close();
        assertEquals(2, transport.sent.size());
        assertTrue(transport.closed);
    }

    @Test
    void attemptsNumberTheirRecordsApart() throws IOException {
        for (int number = 0; number < 3; number++) {
            new ClientAttempt(transport, number, false).send(CLIENT_HELLO.clone(), 0, CLIENT_HELLO.length);
        }
        assertEquals(
                List.of(0, 1, 2),
                transport.sent.stream().map(record -> (int) record[8]).toList());
    }
}
