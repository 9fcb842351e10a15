// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Asks the own address until it answers, so that "ready" is never said too early. */
final class HttpProbe {
    private static final int TIMEOUT_MILLIS = 1000;
    private static final long PAUSE_MILLIS = 25;

    private final URI address;
    private final LongSupplier nanoTime;

    HttpProbe(URI address, LongSupplier nanoTime) {
        this.address = address;
        this.nanoTime = nanoTime;
    }

    /** Returns the status of the first answer that is not an error, or the last one seen (0: no answer at all). */
    int awaitAnswer(Duration patience) throws InterruptedException {
        long end = nanoTime.getAsLong() + patience.toNanos();
        int status = ask();
        while ((status == 0 || status >= 400) && nanoTime.getAsLong() - end < 0) {
            Thread.sleep(PAUSE_MILLIS);
            status = ask();
        }
        return status;
    }

    private int ask() {
        try {
            HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection(java.net.Proxy.NO_PROXY);
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            connection.setInstanceFollowRedirects(false);
            try {
                return connection.getResponseCode();
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return 0;
        }
    }
}
