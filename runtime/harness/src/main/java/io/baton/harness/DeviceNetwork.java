// SPDX-License-Identifier: Apache-2.0
package io.baton.harness;

import java.io.IOException;
import java.util.List;

/**
 * A device's host: a network namespace with addresses of its own, joined to this one by a pair of virtual interfaces.
 * Clients reach it from here by a private address, and by one that is not.
 */
public final class DeviceNetwork implements AutoCloseable {
    /** The device's address on a private network (RFC 1918). */
    public static final String PRIVATE = "10.77.32.2";

    /** The device's address on a network that is not local to it (RFC 5737). */
    public static final String PUBLIC = "203.0.113.2";

    private static final String PRIVATE_HERE = "10.77.32.1";
    private static final String PUBLIC_HERE = "203.0.113.1";

    private final String name = "baton-device-" + ProcessHandle.current().pid();
    private final String here = "bd" + ProcessHandle.current().pid() % 100_000;
    private final String there = here + "d";

    private DeviceNetwork() {}

    /** Creates the namespace; skips the test with an explanation where that is not permitted. */
    public static DeviceNetwork create() throws IOException {
        Prerequisites.unless(Commands.isInstalled("ip"), "iproute2 is not installed: the network is not tested");
        DeviceNetwork network = new DeviceNetwork();
        Prerequisites.unless(
                Commands.run("ip", "netns", "add", network.name) == 0,
                "network namespaces are not permitted here: the network is not tested");
        try {
            Commands.removeInterfacesWith(PRIVATE_HERE);
            network.connect();
            return network;
        } catch (IOException | RuntimeException e) {
            network.close();
            throw e;
        }
    }

    /** What a command line begins with that is to run on the device's host. */
    List<String> prefix() {
        return List.of("ip", "netns", "exec", name);
    }

    private void connect() throws IOException {
        Commands.require("ip", "link", "add", here, "type", "veth", "peer", "name", there, "netns", name);
        Commands.require("ip", "addr", "add", PRIVATE_HERE + "/24", "dev", here);
        Commands.require("ip", "addr", "add", PUBLIC_HERE + "/24", "dev", here);
        Commands.require("ip", "link", "set", here, "up");
        onDevice("ip", "addr", "add", PRIVATE + "/24", "dev", there);
        onDevice("ip", "addr", "add", PUBLIC + "/24", "dev", there);
        onDevice("ip", "link", "set", there, "up");
        onDevice("ip", "link", "set", "lo", "up");
        onDevice("ip", "route", "add", "default", "via", PRIVATE_HERE);
    }

    private void onDevice(String... command) throws IOException {
        Commands.require(Commands.prefixed(command, prefix().toArray(String[]::new)));
    }

    @Override
    public void close() throws IOException {
        Commands.run("ip", "netns", "del", name);
        Commands.run("ip", "link", "del", here);
    }
}
