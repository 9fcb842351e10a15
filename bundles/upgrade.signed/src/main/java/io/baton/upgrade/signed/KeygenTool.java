// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import io.baton.shared.files.AtomicFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.List;
import java.util.spi.ToolProvider;

/** The command {@code keygen}: makes a key for signing upgrades. Found by the launcher as a {@link ToolProvider}. */
public final class KeygenTool implements ToolProvider {

    private static final String HELP = """
        Usage: baton keygen NAME
        Makes a key for signing upgrades: NAME.key, which is secret and never goes to a device, and NAME.pub.
        """;

    /** Called by the tool launcher. */
    public KeygenTool() {}

    @Override
    public String name() {
        return "keygen";
    }

    @Override
    public int run(PrintWriter out, PrintWriter err, String... arguments) {
        Arguments given = new Arguments(arguments);
        if (given.asksForHelp()) {
            out.print(HELP);
            return SignTool.SUCCESS;
        }
        try {
            List<String> names = given.rest();
            if (names.size() != 1) {
                err.print(HELP);
                return SignTool.USAGE;
            }
            Path secret = Path.of(names.getFirst() + ".key");
            Path shared = Path.of(names.getFirst() + ".pub");
            if (Files.exists(secret) || Files.exists(shared)) {
                err.println("baton keygen: " + secret + " or " + shared + " exists; it is not overwritten");
                return SignTool.FAILED;
            }
            KeyPair pair = KeyPairGenerator.getInstance(SigningKeys.ALGORITHM).generateKeyPair();
            AtomicFiles.replace(secret, ascii(SigningKeys.pem(pair.getPrivate())), AtomicFiles.OWNER_ONLY);
            AtomicFiles.replace(shared, ascii(SigningKeys.pem(pair.getPublic())), AtomicFiles.WORLD_READABLE);
            out.printf("key      %s%n", SigningKeys.id(pair.getPublic()));
            out.printf("secret   %s (keep it off every device)%n", secret);
            out.printf("public   %s%n", shared);
            out.printf("To have a device trust it: copy %s into <data>/upgrade/keys/ of the device,%n", shared);
            out.printf("or into keys/ of the image before it is shipped.%n");
            return SignTool.SUCCESS;
        } catch (IllegalArgumentException e) {
            err.println("baton keygen: " + e.getMessage());
            return SignTool.USAGE;
        } catch (IOException | GeneralSecurityException e) {
            err.println("baton keygen: " + e);
            return SignTool.FAILED;
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
