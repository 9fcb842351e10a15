// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import io.baton.shared.sets.Sha256;
import io.baton.upgrade.signed.UpgradeManifest.KeyList;
import io.baton.upgrade.signed.UpgradeManifest.NewBundle;
import io.baton.upgrade.signed.UpgradeManifest.SchemaRange;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;

/** The command {@code sign}: makes an upgrade file of bundles. Found by the launcher as a {@link ToolProvider}. */
public final class SignTool implements ToolProvider {

    static final int SUCCESS = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;

    private static final String HELP = """
        Usage: baton sign --key NAME.key --counter N [options] BUNDLE.jar...
        Makes an upgrade file of one bundle or a set of bundles. NAME.pub is read beside NAME.key.
          --out FILE                   what to write; default: upgrade-N.baton-upgrade
          --name TEXT                  what administrators see; default: the bundles' names and versions
          --product TEXT               default: baton
          --permit-downgrade-from N    devices with a counter up to N may go back to this counter
          --security-floor N           from then on no device takes or goes back to a lower counter
          --reads BUNDLE:ROLE=MIN-MAX  schemas of a state that the new bundle reads
          --keys-serial N --trust FILE.pub [--trust ...]
                                       the devices trust these keys instead of the shipped ones, once committed
        N grows with each published upgrade.
        """;

    private static final Pattern PACKAGE =
            Pattern.compile("(?:^|,)(io\\.baton\\.[a-z0-9_.]+)((?:;[^,;\"]*(?:\"[^\"]*\")?)*)");
    private static final Pattern VERSION = Pattern.compile(";version=\"?([^\";]+)\"?");
    private static final Pattern READS = Pattern.compile("([^:]+):([^=]+)=(\\d{1,9})-(\\d{1,9})");

    /** Called by the tool launcher. */
    public SignTool() {}

    @Override
    public String name() {
        return "sign";
    }

    @Override
    public int run(PrintWriter out, PrintWriter err, String... arguments) {
        Arguments given = new Arguments(arguments);
        if (given.asksForHelp()) {
            out.print(HELP);
            return SUCCESS;
        }
        try {
            sign(out, given);
            return SUCCESS;
        } catch (IllegalArgumentException e) {
            err.println("baton sign: " + e.getMessage());
            err.println("baton sign --help tells how.");
            return USAGE;
        } catch (IOException | GeneralSecurityException e) {
            err.println("baton sign: " + e);
            return FAILED;
        }
    }

    private static void sign(PrintWriter out, Arguments given) throws IOException, GeneralSecurityException {
        Path secret =
                Path.of(given.option("--key").orElseThrow(() -> new IllegalArgumentException("--key is missing")));
        long counter =
                given.number("--counter").orElseThrow(() -> new IllegalArgumentException("--counter is missing"));
        Path file = Path.of(given.option("--out").orElse("upgrade-" + counter + ".baton-upgrade"));
        Optional<String> name = given.option("--name");
        String product = given.option("--product").orElse("baton");
        long permit = given.number("--permit-downgrade-from").orElse(0L);
        long floor = given.number("--security-floor").orElse(0L);
        List<String> reads = given.options("--reads");
        Optional<KeyList> keys = keys(given.number("--keys-serial"), given.options("--trust"));
        Map<String, Path> jars = new HashMap<>();
        List<NewBundle> bundles = new ArrayList<>();
        for (String jar : given.rest()) {
            NewBundle bundle = bundle(Path.of(jar), reads);
            if (jars.put(bundle.symbolicName(), Path.of(jar)) != null) {
                throw new IllegalArgumentException(bundle.symbolicName() + " is given twice");
            }
            bundles.add(bundle);
        }
        if (bundles.isEmpty() && keys.isEmpty()) {
            throw new IllegalArgumentException("no bundle is given");
        }
        String title = name.orElseGet(() -> title(bundles));
        UpgradeManifest manifest = new UpgradeManifest(title, product, counter, permit, floor, bundles, keys);
        PrivateKey key = SigningKeys.privateKey(Files.readString(secret, StandardCharsets.US_ASCII));
        String keyId = SigningKeys.id(publicKey(secret, key));
        try (OutputStream to = Files.newOutputStream(file)) {
            UpgradeWriter.write(to, manifest, jars, key, keyId);
        }
        out.printf("wrote    %s%nkey      %s%ncounter  %d%n", file, keyId, counter);
        bundles.forEach(bundle -> out.printf("bundle   %s %s%n", bundle.symbolicName(), bundle.version()));
    }

    private static String title(List<NewBundle> bundles) {
        if (bundles.size() == 1) {
            return bundles.getFirst().symbolicName() + " " + bundles.getFirst().version();
        }
        return bundles.isEmpty() ? "keys" : bundles.size() + " bundles";
    }

    /** @throws GeneralSecurityException when the two files are not one pair */
    private static PublicKey publicKey(Path secret, PrivateKey key) throws IOException, GeneralSecurityException {
        String name = secret.toString();
        Path file = Path.of((name.endsWith(".key") ? name.substring(0, name.length() - 4) : name) + ".pub");
        PublicKey shared = SigningKeys.publicKey(Files.readString(file, StandardCharsets.US_ASCII));
        byte[] probe = {1};
        if (!SigningKeys.verifies(shared, probe, SigningKeys.sign(key, probe))) {
            throw new GeneralSecurityException(file + " does not belong to " + secret);
        }
        return shared;
    }

    private static Optional<KeyList> keys(Optional<Long> serial, List<String> files)
            throws IOException, GeneralSecurityException {
        if (serial.isEmpty() != files.isEmpty()) {
            throw new IllegalArgumentException("--keys-serial and --trust go together");
        }
        List<String> keys = new ArrayList<>();
        for (String file : files) {
            PublicKey key = SigningKeys.publicKey(Files.readString(Path.of(file), StandardCharsets.US_ASCII));
            keys.add(Base64.getEncoder().encodeToString(key.getEncoded()));
        }
        return serial.map(number -> new KeyList(number, keys));
    }

    private static NewBundle bundle(Path jar, List<String> reads) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            Attributes headers = manifest == null ? new Attributes() : manifest.getMainAttributes();
            String name = headers.getValue("Bundle-SymbolicName");
            String version = headers.getValue("Bundle-Version");
            if (name == null || version == null) {
                throw new IllegalArgumentException(jar + " is no bundle");
            }
            if (!ManifestCodec.VERSION.matcher(version.strip()).matches()) {
                throw new IllegalArgumentException(jar + ": the version " + version + " has not all three numbers");
            }
            String symbolicName = name.split(";", -1)[0].strip();
            return new NewBundle(
                    symbolicName,
                    version.strip(),
                    Sha256.of(jar),
                    Files.size(jar),
                    apis(headers.getValue("Import-Package")),
                    state(symbolicName, reads));
        }
    }

    /** The API packages that a bundle imports, with their ranges. */
    static Map<String, String> apis(@org.jspecify.annotations.Nullable String imports) {
        Map<String, String> apis = new TreeMap<>();
        Matcher clause = PACKAGE.matcher(imports == null ? "" : imports);
        while (clause.find()) {
            Matcher version = VERSION.matcher(clause.group(2));
            apis.put(clause.group(1), version.find() ? version.group(1) : "0");
        }
        return apis;
    }

    private static Map<String, SchemaRange> state(String symbolicName, List<String> reads) {
        Map<String, SchemaRange> state = new TreeMap<>();
        for (String text : reads) {
            Matcher range = READS.matcher(text);
            if (!range.matches()) {
                throw new IllegalArgumentException("--reads is not BUNDLE:ROLE=MIN-MAX: " + text);
            }
            if (range.group(1).equals(symbolicName)) {
                state.put(
                        range.group(2),
                        new SchemaRange(Integer.parseInt(range.group(3)), Integer.parseInt(range.group(4))));
            }
        }
        return state;
    }
}
