// SPDX-License-Identifier: Apache-2.0
package io.baton.network.networkd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Files of a device as a kernel and systemd-networkd 252 wrote them, and services that note what they are told. */
final class Device implements HostServices {

    static final String LINK = "run/systemd/netif/links/3";

    final Path root;
    final KernelFiles files;
    final List<String> calls = new ArrayList<>();
    String reason = "";
    boolean failing;
    boolean failingName;

    Device(Path root) throws IOException {
        this.root = root;
        files = new KernelFiles(root);
        put("proc/sys/kernel/hostname", "kvm\n");
        put("proc/sys/kernel/random/boot_id", "boot-1\n");
        put("sys/class/net/eth0/ifindex", "3\n");
        put("sys/class/net/eth0/address", "0e:ab:40:23:47:8c\n");
        put("sys/class/net/eth0/flags", "0x1003\n");
        put("sys/class/net/eth0/carrier", "1\n");
        put("proc/net/route", """
                Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
                wlan0\t00000000\t0108090A\t0003\t0\t0\t2048\t00000000\t0\t0\t0
                eth0\t00000000\t0109090A\t0003\t0\t0\t1024\t00000000\t0\t0\t0
                eth0\t0009090A\t00000000\t0001\t0\t0\t1024\t00FFFFFF\t0\t0\t0
                """);
        put("proc/net/if_inet6", """
                00000000000000000000000000000001 01 80 10 80       lo
                fd000009000000000cab40fffe23478c 03 40 00 00     eth0
                fe800000000000000cab40fffe23478c 03 40 20 80     eth0
                """);
        String none = "0".repeat(32);
        put(
                "proc/net/ipv6_route",
                none + " 00 " + none
                        + " 00 fe80000000000000f03d50fffe91ccc9 00000400 00000001 00000000 00400003     eth0\n" + none
                        + " 00 " + none + " 00 " + none + " ffffffff 00000001 00000000 00200200       lo\n");
        put("etc/resolv.conf", "nameserver 192.0.2.53\n");
        put(LINK, """
                # This is private data. Do not parse.
                OPER_STATE=routable
                NETWORK_FILE=/run/systemd/network/50-t.network
                DNS=10.9.9.1
                """);
        put("run/systemd/netif/leases/3", """
                # This is private data. Do not parse.
                ADDRESS=10.9.9.82
                NETMASK=255.255.255.0
                ROUTER=10.9.9.1
                SERVER_ADDRESS=10.9.9.1
                LIFETIME=3600
                DNS=10.9.9.1
                """);
        Files.createDirectories(root.resolve("etc/systemd/network"));
    }

    void put(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    StateReader reader() {
        return new StateReader(files, name -> List.of("10.9.9.82/24"), "");
    }

    String networkFile() {
        return files.text(NetworkFile.path(files));
    }

    @Override
    public String readOnlyReason() {
        return reason;
    }

    @Override
    public void reconfigure(int index) throws IOException {
        check();
        calls.add("reconfigure " + index);
        String inEtc = NetworkFile.IN_ETC;
        if (files.exists(inEtc) || files.exists(NetworkFile.LINK)) {
            put(LINK, "NETWORK_FILE=/" + (files.exists(inEtc) ? inEtc : NetworkFile.LINK) + "\n");
        }
    }

    @Override
    public void renew(int index) throws IOException {
        check();
        calls.add("renew " + index);
    }

    @Override
    public void hostName(String name) throws IOException {
        check();
        if (failingName) {
            throw new IOException("no systemd-hostnamed");
        }
        calls.add("hostName " + name);
        put("proc/sys/kernel/hostname", name + "\n");
    }

    private void check() throws IOException {
        if (failing) {
            throw new IOException("no bus");
        }
    }

    @Override
    public String noMulticastDnsReason() {
        return "Multicast DNS needs systemd-resolved, which does not run on this device.";
    }
}
