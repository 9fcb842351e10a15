// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.util.Map;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the command line makes is what a device accepts. */
final class ToolsTest {

    private final Path directory;
    private final StringWriter printed = new StringWriter();

    ToolsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void fileSignedWithAGeneratedKeyIsAccepted() throws Exception {
        assertEquals(0, keygen());
        Path out = directory.resolve("out.baton-upgrade");
        assertEquals(0, sign("--counter", "3", "--out", out.toString(), jar("0.1.1")));
        PublicKey key =
                SigningKeys.publicKey(Files.readString(directory.resolve("vendor.pub"), StandardCharsets.US_ASCII));
        try (UpgradeArchive archive = UpgradeArchive.open(out, Map.of(SigningKeys.id(key), key))) {
            assertEquals(3, archive.manifest().counter());
            assertEquals(1, archive.extract(directory).size());
        }
    }

    @Test
    void secretKeyIsReadableByItsOwnerAloneAndNeverOverwritten() throws Exception {
        assertEquals(0, keygen());
        Path secret = directory.resolve("vendor.key");
        String before = Files.readString(secret);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)));
        assertEquals(1, keygen());
        assertEquals(before, Files.readString(secret));
    }

    @Test
    void publicKeyOfAnotherPairIsRefused() throws Exception {
        assertEquals(0, keygen());
        Files.writeString(
                directory.resolve("vendor.pub"),
                SigningKeys.pem(UpgradeFixture.keys().getPublic()));
        assertEquals(1, sign("--counter", "1", "--out", directory.resolve("x").toString(), jar("0.1.1")));
    }

    @Test
    void wrongCommandLineIsNotUnderstood() throws Exception {
        assertEquals(0, keygen());
        assertEquals(2, sign("--counter", "0", jar("0.1.1")));
        assertEquals(2, sign("--counter", "1"));
        assertEquals(2, sign("--counter", "1", "--force", jar("0.1.1")));
        assertEquals(2, sign("--counter", "1", jar("0.1")));
        assertEquals(2, run(new UpgradeTool()));
    }

    @Test
    void importedApisAreNamedWithTheirRanges() {
        assertEquals(
                Map.of("io.baton.nickname", "[1.0,1.1)", "io.baton.session", "[2,3)", "io.baton.rpc", "0"),
                SignTool.apis(
                        "io.baton.nickname;version=\"[1.0,1.1)\",java.util,"
                                + "io.baton.session;resolution:=optional;version=\"[2,3)\",io.baton.rpc,org.slf4j;version=\"2\""));
    }

    private int keygen() {
        return run(new KeygenTool(), directory.resolve("vendor").toString());
    }

    private int sign(String... more) {
        String[] all = new String[more.length + 2];
        all[0] = "--key";
        all[1] = directory.resolve("vendor.key").toString();
        System.arraycopy(more, 0, all, 2, more.length);
        return run(new SignTool(), all);
    }

    private String jar(String version) throws Exception {
        return Files.write(directory.resolve(version + ".jar"), UpgradeFixture.jar(UpgradeFixture.NAME, version))
                .toString();
    }

    private int run(ToolProvider tool, String... arguments) {
        PrintWriter out = new PrintWriter(printed);
        int code = tool.run(out, out, arguments);
        out.flush();
        assertTrue(printed.getBuffer().length() > 0, "something is said");
        return code;
    }
}
