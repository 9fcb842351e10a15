// SPDX-License-Identifier: Apache-2.0
package io.baton.harness;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * Ports for devices, of TCP and UDP. Test runners beside each other never choose the same: each has a range of its own,
 * below the ports that the kernel gives to connections.
 */
final class FreePorts {
    private static final int FIRST = 20_000;
    private static final int PER_RUNNER = 2_000;
    private static final int RUNNERS = 4;

    private static int last = (int) (ProcessHandle.current().pid() * 31 % PER_RUNNER);

    private FreePorts() {}

    /** Returns the number of this test runner, from 1, of those that run beside each other. */
    static int runner() {
        return Integer.getInteger("baton.fork", 1);
    }

    /** Returns a port of this runner's range that no program has, not the one returned before. */
    static synchronized int next() throws IOException {
        int start = FIRST + runner() % RUNNERS * PER_RUNNER;
        for (int i = 0; i < PER_RUNNER; i++) {
            last = (last + 1) % PER_RUNNER;
            if (isFree(start + last)) {
                return start + last;
            }
        }
        throw new IOException("no port from " + start + " to " + (start + PER_RUNNER - 1) + " is free");
    }

    private static boolean isFree(int port) {
        InetSocketAddress any = new InetSocketAddress((InetAddress) null, port);
        try (ServerSocket socket = new ServerSocket();
                DatagramSocket datagrams = new DatagramSocket(any)) {
            socket.bind(any);
            return datagrams.isBound();
        } catch (IOException e) {
            return false; // in use
        }
    }
}
