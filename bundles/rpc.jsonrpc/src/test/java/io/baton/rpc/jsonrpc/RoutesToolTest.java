// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.rpc.MethodTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The printed inventory (S1). */
class RoutesToolTest {

    private static final String DECLARED = """
            <component><property name="osgi.http.whiteboard.servlet.pattern" type="String">/device
            /device/status
            </property><property name="baton.access" type="String">/device LOGIN
            /device/status PUBLIC
            </property></component>""";
    private static final String CHANNEL = """
            <component><property name="baton.channel.labels" type="String" value="hidrpc"/>\
            <property name="baton.access" type="String" value="hidrpc CONTROL"/></component>""";
    private static final String UNDECLARED = """
            <component><property name="osgi.http.whiteboard.servlet.pattern" type="String" value="/new"/></component>""";

    private final Path bundle;
    private final StringWriter printed = new StringWriter();

    RoutesToolTest(@TempDir Path bundle) {
        this.bundle = bundle;
    }

    private int run(String... components) throws IOException {
        StringBuilder header = new StringBuilder("Manifest-Version: 1.0\nService-Component: ");
        for (int i = 0; i < components.length; i++) {
            Files.writeString(
                    Files.createDirectories(bundle.resolve("OSGI-INF")).resolve(i + ".xml"), components[i]);
            header.append(i == 0 ? "" : ",").append("OSGI-INF/").append(i).append(".xml");
        }
        Path manifest = Files.createDirectories(bundle.resolve("META-INF")).resolve("MANIFEST.MF");
        Files.writeString(manifest, header.append('\n').toString());
        try (URLClassLoader classes =
                new URLClassLoader(new URL[] {bundle.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            PrintWriter out = new PrintWriter(printed, true);
            return new RoutesTool(classes).run(out, out);
        }
    }

    private List<String> lines(String kind) {
        return printed.toString()
                .lines()
                .filter(line -> line.startsWith(kind + " "))
                .map(line -> line.replaceAll(" +", " "))
                .toList();
    }

    @Test
    void s1RoutesAndChannelsArePrintedAsTheirComponentsDeclareThem() throws IOException {
        assertEquals(0, run(DECLARED, CHANNEL), printed::toString);
        assertEquals(
                List.of("route /device LOGIN every role", "route /device/status PUBLIC no login, every role"),
                lines("route"));
        assertEquals(List.of("channel hidrpc CONTROL admin=primary operator=primary viewer=-"), lines("channel"));
    }

    @Test
    void s1EveryMethodAndEventIsPrintedWithItsPermission() throws IOException {
        run(DECLARED);
        assertEquals(MethodTable.all().size(), lines("method").size());
        assertEquals(EventTable.all().size(), lines("event").size());
        assertTrue(
                lines("method")
                        .contains(
                                "method requestPrimary ASK admin=primary,observer,queued operator=primary,observer,queued viewer=-"));
        assertTrue(lines("method")
                .contains("method kickSession ADMINISTER admin=primary,observer,queued operator=- viewer=-"));
        assertTrue(lines("event")
                .contains("event newSessionPending APPROVERS admin=primary,observer,queued operator=primary viewer=-"));
    }

    @Test
    void s1RouteWithoutADeclarationFails() throws IOException {
        assertEquals(1, run(DECLARED, UNDECLARED));
        assertTrue(lines("route").contains("route /new UNDECLARED -"), printed::toString);
    }
}
