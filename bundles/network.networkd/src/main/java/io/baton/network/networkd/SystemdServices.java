// SPDX-License-Identifier: Apache-2.0
package io.baton.network.networkd;

import io.baton.shared.dbus.DBusException;
import io.baton.shared.dbus.SystemBus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The services of systemd: networkd, hostnamed and resolved, by their D-Bus interfaces. */
final class SystemdServices implements HostServices {

    private static final String NETWORK = "org.freedesktop.network1";
    private static final String HOST_NAME = "org.freedesktop.hostname1";
    private static final String RESOLVE = "org.freedesktop.resolve1";

    private final SystemBus bus;
    private final KernelFiles files;

    SystemdServices(SystemBus bus, KernelFiles files) {
        this.bus = bus;
        this.files = files;
    }

    @Override
    public String readOnlyReason() {
        if (!files.exists("run/systemd/netif/state")) {
            return "systemd-networkd does not run on this device, and nothing else changes its network.";
        }
        Path directory = NetworkFile.path(files).getParent();
        if (!Files.isWritable(directory)) {
            return "Baton may not write to " + directory + "; docs/network.md says how to permit it.";
        }
        try {
            if (!owned(NETWORK)) {
                return "systemd-networkd is not on the system bus.";
            }
        } catch (IOException e) {
            return "The system bus does not answer: D-Bus is missing, or does not admit Baton.";
        }
        return "";
    }

    private boolean owned(String name) throws IOException {
        String bus1 = "org.freedesktop.DBus";
        return bus.call(bus1, "/org/freedesktop/DBus", bus1, "NameHasOwner", "s", List.of(name))
                .equals(List.of(true));
    }

    @Override
    public void reconfigure(int index) throws IOException {
        network("Reload", "", List.of());
        network("ReconfigureLink", "i", List.of(index));
    }

    @Override
    public void renew(int index) throws IOException {
        network("RenewLink", "i", List.of(index));
    }

    private void network(String member, String signature, List<Object> arguments) throws IOException {
        bus.call(NETWORK, "/org/freedesktop/network1", NETWORK + ".Manager", member, signature, arguments);
    }

    @Override
    public void hostName(String name) throws IOException {
        bus.call(HOST_NAME, "/org/freedesktop/hostname1", HOST_NAME, "SetStaticHostname", "sb", List.of(name, false));
    }

    /** What resolved has for all interfaces limits what each of them may have. */
    @Override
    public String noMulticastDnsReason() {
        if (!files.exists("run/systemd/resolve")) {
            return "Multicast DNS needs systemd-resolved, which does not run on this device.";
        }
        try {
            List<Object> mode = bus.call(
                    RESOLVE,
                    "/org/freedesktop/resolve1",
                    "org.freedesktop.DBus.Properties",
                    "Get",
                    "ss",
                    List.of(RESOLVE + ".Manager", "MulticastDNS"));
            return mode.equals(List.of("yes"))
                    ? ""
                    : "Multicast DNS is switched off for all networks of this device in systemd-resolved; docs/network.md"
                            + " says how to permit it.";
        } catch (IOException e) {
            return sentence(e);
        }
    }

    /** Returns what to tell an administrator of a call that failed. */
    static String sentence(IOException cause) {
        if (cause instanceof DBusException refused && refused.isDenied()) {
            return "The operating system does not permit Baton to change this; docs/network.md says how to permit it.";
        }
        if (cause instanceof DBusException refused && refused.isAbsent()) {
            return "The service of the operating system that does this is not there: " + refused.getMessage();
        }
        return "The operating system did not do it: " + cause.getMessage();
    }
}
