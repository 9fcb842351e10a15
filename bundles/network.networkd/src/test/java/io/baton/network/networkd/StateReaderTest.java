// SPDX-License-Identifier: Apache-2.0
package io.baton.network.networkd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.network.NetworkState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The state of the network, read from files. */
final class StateReaderTest {

    @TempDir
    private Path root = Path.of("");

    private Device device;

    @BeforeEach
    void make() throws IOException {
        device = new Device(root);
    }

    @Test
    void interfaceOfTheDefaultRouteIsToldWithAddressesGatewaysAndLease() {
        NetworkState state = device.reader().read();
        assertEquals("eth0", state.interfaceName());
        assertEquals(3, state.index());
        assertEquals("10.9.9.1", state.ipv4Gateway());
        assertEquals("fe80::f03d:50ff:fe91:ccc9", state.ipv6Gateway());
        assertEquals(List.of("10.9.9.1"), state.dnsServers());
        assertEquals(
                List.of(
                        new NetworkState.Ipv6Address("fd00:9::cab:40ff:fe23:478c", 64, "global", 0),
                        new NetworkState.Ipv6Address("fe80::cab:40ff:fe23:478c", 64, "link", 0x80)),
                state.ipv6());
        assertEquals("10.9.9.82", state.lease().orElseThrow().address());
        assertEquals(3_600, state.lease().orElseThrow().seconds());
        assertEquals("systemd-networkd", state.manager());
        assertTrue(state.isOnline());
        Map<String, Object> wire = WireState.of(state, "now");
        assertEquals("10.9.9.82", wire.get("ipv4_address"));
        assertEquals("fe80::cab:40ff:fe23:478c", wire.get("ipv6_link_local"));
        assertEquals(true, wire.get("ipv6_ready"));
    }

    @Test
    void interfaceThatNetworkdDoesNotManageHasNoLeaseOfIt() throws IOException {
        device.put(Device.LINK, "ADMIN_STATE=unmanaged\n");
        NetworkState state = device.reader().read();
        assertEquals("", state.manager());
        assertTrue(state.lease().isEmpty());
        assertEquals(List.of("192.0.2.53"), state.dnsServers());
        assertEquals("unknown", NetworkSettings.ofState(state).ipv4Mode());
    }

    @Test
    void unpluggedCableIsNotOnline() throws IOException {
        device.put("sys/class/net/eth0/carrier", "0\n");
        assertFalse(device.reader().read().isOnline());
    }

    @Test
    void deviceWithoutThatInterfaceHasNone() {
        NetworkState state = new StateReader(device.files, name -> List.of(), "eth7").read();
        assertEquals("", state.interfaceName());
        assertEquals(
                "",
                new StateReader(device.files, name -> List.of(), "../../etc")
                        .read()
                        .interfaceName());
    }

    /** Whatever is in the files, a state is read. */
    @Test
    void damagedFilesNeverFail() throws IOException {
        Random random = new Random(13);
        List<String> names = List.of(
                "proc/net/route",
                "proc/net/if_inet6",
                "proc/net/ipv6_route",
                Device.LINK,
                "run/systemd/netif/leases/3");
        for (int i = 0; i < 400; i++) {
            String name = names.get(random.nextInt(names.size()));
            byte[] bytes = Files.readAllBytes(root.resolve(name));
            byte[] damaged = bytes.clone();
            for (int n = random.nextInt(8); n >= 0; n--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            device.put(name, new String(damaged, StandardCharsets.ISO_8859_1));
            assertEquals("kvm", device.reader().read().hostName());
            Files.write(root.resolve(name), bytes);
        }
    }
}
