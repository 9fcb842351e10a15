// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Tells whether a device that was ready still works: the threads that bundles watch go on, and HTTP or HTTPS answers,
 * with whatever status. A bundle that is absent is no reason: it may be on its way to its next version.
 */
final class Liveness implements Supplier<Optional<String>> {
    private final String host;
    private final int port;
    private final Appliance appliance;

    /**
     * @param host the address to ask, in brackets if it is one of IPv6
     * @param port of plain HTTP, which may be off
     */
    Liveness(String host, int port, Appliance appliance) {
        this.host = host;
        this.port = port;
        this.appliance = appliance;
    }

    /** Returns why the device does not work; empty while it does, or is about to stop. */
    @Override
    public Optional<String> get() {
        List<String> reasons = appliance.reasonsNotAlive();
        if (!reasons.isEmpty()) {
            return Optional.of(String.join("; ", reasons));
        }
        boolean answered = addresses().stream().anyMatch(address -> new HttpProbe(address).getAsInt() != 0);
        return answered || !appliance.isRunning() ? Optional.empty() : Optional.of("HTTP does not answer");
    }

    private List<URI> addresses() {
        List<URI> addresses = new ArrayList<>();
        addresses.add(URI.create("http://" + host + ":" + port + "/"));
        appliance.httpsPorts().forEach(https -> addresses.add(URI.create("https://" + host + ":" + https + "/")));
        return addresses;
    }
}
