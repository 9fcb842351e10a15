// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.util.function.IntSupplier;

/** Sends a GET request to the device's own address, without a proxy and without following redirects. */
final class HttpProbe implements IntSupplier {
    private static final int TIMEOUT_MILLIS = 1000;

    private final URI address;

    HttpProbe(URI address) {
        this.address = address;
    }

    /** Returns the status; 0 without an answer. */
    @Override
    public int getAsInt() {
        try {
            HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection(Proxy.NO_PROXY);
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
