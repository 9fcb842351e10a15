// SPDX-License-Identifier: Apache-2.0
package io.baton.power.mqtt;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where a broker listens.
 *
 * @param host its name or address
 * @param port its TCP port
 * @param tls whether the connection is encrypted
 */
record BrokerAddress(String host, int port, boolean tls) {

    private static final int PORT = 1883;
    private static final int TLS_PORT = 8883;
    private static final int MAX_PORT = 65_535;
    private static final String FORM = "address must be mqtt://HOST or mqtts://HOST, perhaps with a port";

    /** @throws IllegalArgumentException for another form */
    static BrokerAddress of(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(FORM, e);
        }
        boolean tls = "mqtts".equals(uri.getScheme());
        String host = uri.getHost();
        String path = uri.getPath();
        if ((!tls && !"mqtt".equals(uri.getScheme()))
                || host == null
                || uri.getUserInfo() != null
                || uri.getQuery() != null
                || (path != null && !path.isEmpty() && !path.equals("/"))
                || uri.getPort() == 0
                || uri.getPort() > MAX_PORT) {
            throw new IllegalArgumentException(FORM);
        }
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        int standard = tls ? TLS_PORT : PORT;
        return new BrokerAddress(bare, uri.getPort() < 0 ? standard : uri.getPort(), tls);
    }
}
