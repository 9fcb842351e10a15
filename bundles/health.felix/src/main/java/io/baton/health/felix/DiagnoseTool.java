// SPDX-License-Identifier: Apache-2.0
package io.baton.health.felix;

import io.baton.shared.files.AtomicFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.function.Function;
import java.util.spi.ToolProvider;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The command {@code diagnose}: fetches a support archive from a running device. Found by the launcher as a
 * {@link ToolProvider} and run without a framework.
 *
 * <p>Threading. The caller's thread.
 *
 * <p>Errors. The exit code says: 0 the archive is written, 1 the device refused or does not answer, 2 the command line
 * was not understood.
 */
public final class DiagnoseTool implements ToolProvider {

    static final int SUCCESS = 0;
    static final int REFUSED = 1;
    static final int USAGE = 2;

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String TOKEN_VARIABLE = "BATON_TOKEN";
    private static final String HELP = """
        Usage: baton diagnose [--url URL] [--out FILE] [--token-file FILE] [--certificate FILE]
        Fetches a support archive from a running device. It has no secrets; its README.txt says what is in it.
          --url URL           address of the device; http://127.0.0.1:8080 without it
          --out FILE          where to write the archive; baton-diagnostics.zip without it
          --token-file FILE   file with an API token of an administrator (scope admin); without it the environment
                              variable BATON_TOKEN. A device without a password needs none
          --certificate FILE  PEM file with the device's certificate, for one that no known authority issued
          --help              this text
        Exit codes:
          0  the archive is written
          1  the device refused, or does not answer
          2  the command line was not understood, or a file cannot be read or written
        """;

    private final Function<String, @Nullable String> environment;

    /** Called by the tool launcher. */
    public DiagnoseTool() {
        this(System::getenv);
    }

    DiagnoseTool(Function<String, @Nullable String> environment) {
        this.environment = environment;
    }

    @Override
    public String name() {
        return "diagnose";
    }

    @Override
    public int run(PrintWriter out, PrintWriter err, String... arguments) {
        String url = "http://127.0.0.1:8080";
        Path file = Path.of("baton-diagnostics.zip");
        String tokenFile = "";
        String certificate = "";
        for (int i = 0; i < arguments.length; i++) {
            String option = arguments[i];
            if (option.equals("--help") || option.equals("-h")) {
                out.print(HELP);
                return SUCCESS;
            }
            if (i + 1 >= arguments.length) {
                return usage(err, option + " needs a value, or is unknown");
            }
            String value = arguments[++i];
            switch (option) {
                case "--url" -> url = value;
                case "--out" -> file = Path.of(value);
                case "--token-file" -> tokenFile = value;
                case "--certificate" -> certificate = value;
                default -> {
                    return usage(err, "there is no option " + option);
                }
            }
        }
        try {
            return fetch(out, err, URI.create(url), file, token(tokenFile), certificate);
        } catch (IllegalArgumentException e) {
            return usage(err, url + " is no address of a device");
        } catch (IOException | GeneralSecurityException e) {
            err.println("cannot read or write: " + e.getMessage());
            return USAGE;
        }
    }

    private static int usage(PrintWriter err, String what) {
        err.println(what);
        err.print(HELP);
        return USAGE;
    }

    private String token(String file) throws IOException {
        if (!file.isEmpty()) {
            return Files.readString(Path.of(file)).strip();
        }
        String given = environment.apply(TOKEN_VARIABLE);
        return given == null ? "" : given.strip();
    }

    private static int fetch(PrintWriter out, PrintWriter err, URI device, Path file, String token, String certificate)
            throws IOException, GeneralSecurityException {
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(TIMEOUT);
        if (!certificate.isEmpty()) {
            builder.sslContext(trusting(Path.of(certificate)));
        }
        try (HttpClient client = builder.build()) {
            HttpRequest.Builder request = HttpRequest.newBuilder(device.resolve("/diagnostics"))
                    .timeout(TIMEOUT)
                    .header("Accept", "application/zip");
            if (!token.isEmpty()) {
                request.header("Authorization", "Bearer " + token);
            }
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                err.println(device + " refused: " + reason(response.statusCode()));
                return REFUSED;
            }
            AtomicFiles.replace(file.toAbsolutePath(), response.body(), AtomicFiles.OWNER_ONLY);
            out.println("wrote " + file + ", " + response.body().length + " bytes");
            return SUCCESS;
        } catch (ConnectException e) {
            err.println(device + " does not answer");
            return REFUSED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return REFUSED;
        }
    }

    private static String reason(int status) {
        return switch (status) {
            case 401 -> "it takes an API token (--token-file, or BATON_TOKEN)";
            case 403 -> "the token is not that of an administrator with the scope admin";
            case 404 -> "it has no support archive: health.felix is absent";
            case 426 -> "it takes HTTPS (--url https://…)";
            default -> "status " + status;
        };
    }

    private static SSLContext trusting(Path certificates) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream stream = Files.newInputStream(certificates)) {
            for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(stream)) {
                trusted.setCertificateEntry(Integer.toString(trusted.size()), one);
            }
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
