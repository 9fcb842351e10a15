// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import io.baton.shared.json.JsonCodec;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.spi.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * The command {@code upgrade}: installs an upgrade file on a running device and follows it to its end, or asks the
 * device for its upgrades. Found by the launcher as a {@link ToolProvider}.
 */
public final class UpgradeTool implements ToolProvider {

    private static final String HELP = """
        Usage: baton upgrade FILE            install an upgrade file and follow it to its end
               baton upgrade plan FILE       verify it and show what it would change
               baton upgrade status          show the upgrade that runs, or the latest one
               baton upgrade history         list the recorded ones, newest first
               baton upgrade rollback        put the previous bundles back
          --url URL           the device; default: BATON_URL, or http://127.0.0.1:8080
          --token-file FILE   an administrator's API token; default: BATON_TOKEN; none on a device without password
        Exit codes: 0 done, 1 refused or rolled back, 2 the command line was not understood
        """;

    private static final JsonCodec JSON = new JsonCodec(new JsonCodec.Limits(1024 * 1024, 8, 32, 64));
    private static final String PATH = "/baton/upgrade";
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final long POLL_MILLIS = 500;
    private static final int LOST = 60;

    /** Called by the tool launcher. */
    public UpgradeTool() {}

    @Override
    public String name() {
        return "upgrade";
    }

    @Override
    public int run(PrintWriter out, PrintWriter err, String... arguments) {
        Arguments given = new Arguments(arguments);
        if (given.asksForHelp()) {
            out.print(HELP);
            return SignTool.SUCCESS;
        }
        try {
            String url = given.option("--url").orElseGet(() -> environment("BATON_URL", "http://127.0.0.1:8080"));
            Optional<String> tokenFile = given.option("--token-file");
            String token = tokenFile.isPresent()
                    ? Files.readString(Path.of(tokenFile.get())).strip()
                    : environment("BATON_TOKEN", "");
            List<String> words = given.rest();
            try (HttpClient client = HttpClient.newHttpClient()) {
                return run(new Device(client, url, token), out, words);
            }
        } catch (IllegalArgumentException e) {
            err.println("baton upgrade: " + e.getMessage());
            err.println("baton upgrade --help tells how.");
            return SignTool.USAGE;
        } catch (RefusedException e) {
            err.println("baton upgrade: " + e.getMessage());
            return SignTool.FAILED;
        } catch (IOException e) {
            err.println("baton upgrade: " + e);
            return SignTool.FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return SignTool.FAILED;
        }
    }

    private static String environment(String name, String otherwise) {
        String value = System.getenv(name);
        return value == null ? otherwise : value;
    }

    private static int run(Device device, PrintWriter out, List<String> words)
            throws IOException, InterruptedException, RefusedException {
        if (words.equals(List.of("status"))) {
            print(out, device.get(PATH));
            return SignTool.SUCCESS;
        }
        if (words.equals(List.of("history"))) {
            if (device.get(PATH + "/history").get("attempts") instanceof List<?> attempts) {
                attempts.forEach(attempt -> out.println(line((Map<?, ?>) attempt)));
            }
            return SignTool.SUCCESS;
        }
        if (words.equals(List.of("rollback"))) {
            device.post(PATH + "/rollback", "application/json", BodyPublishers.ofString("{}"));
            return follow(device, out, true);
        }
        if (words.size() == 2 && words.getFirst().equals("plan")) {
            print(out, device.post(PATH + "/plan", UpgradeServlet.FILE, file(words.getLast())));
            return SignTool.SUCCESS;
        }
        if (words.size() == 1) {
            device.post(PATH, UpgradeServlet.FILE, file(words.getFirst()));
            return follow(device, out, false);
        }
        throw new IllegalArgumentException("a file or a command is missing");
    }

    private static BodyPublisher file(String name) throws IOException {
        return BodyPublishers.ofFile(Path.of(name));
    }

    /** Prints each step once; a device that is away for a moment, because its web server restarts, is asked again. */
    private static int follow(Device device, PrintWriter out, boolean rollBack)
            throws IOException, InterruptedException, RefusedException {
        int shown = 0;
        int lost = 0;
        while (true) {
            Map<String, Object> status;
            try {
                status = device.get(PATH);
                lost = 0;
            } catch (IOException e) {
                lost++;
                if (lost > LOST) {
                    throw e;
                }
                Thread.sleep(POLL_MILLIS);
                continue;
            }
            List<?> steps = status.get("steps") instanceof List<?> list ? list : List.of();
            for (Object step : steps.subList(Math.min(shown, steps.size()), steps.size())) {
                Map<?, ?> members = (Map<?, ?>) step;
                out.printf("%s  %-14s %s%n", text(members, "at"), text(members, "name"), text(members, "detail"));
                out.flush();
            }
            shown = steps.size();
            if (!Boolean.TRUE.equals(status.get("running"))) {
                out.println(line(status));
                String state = text(status, "state");
                boolean done = state.equals("committed")
                        || state.equals("staged")
                        || (rollBack && state.equals("rolled_back"));
                return done ? SignTool.SUCCESS : SignTool.FAILED;
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private static void print(PrintWriter out, Map<String, Object> members) {
        members.forEach((name, value) -> {
            if (value instanceof List<?> list) {
                list.forEach(element -> out.printf("%-16s %s%n", name, element));
            } else {
                out.printf("%-16s %s%n", name, value);
            }
        });
    }

    private static String line(Map<?, ?> status) {
        String reason = text(status, "reason");
        return text(status, "begun") + "  " + text(status, "id") + "  " + text(status, "state") + "  "
                + text(status, "name") + (reason.isEmpty() ? "" : "  " + reason + ": " + text(status, "detail"));
    }

    private static String text(Map<?, ?> members, String name) {
        return members.get(name) instanceof String text ? text : "";
    }

    /** What the device did not do. */
    private static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }

    /** A device over HTTP. */
    private record Device(HttpClient client, String url, String token) {

        Map<String, Object> get(String path) throws IOException, InterruptedException, RefusedException {
            return send(request(path).GET());
        }

        Map<String, Object> post(String path, String type, @Nullable BodyPublisher body)
                throws IOException, InterruptedException, RefusedException {
            BodyPublisher content = body == null ? BodyPublishers.noBody() : body;
            return send(request(path).header("Content-Type", type).POST(content));
        }

        private HttpRequest.Builder request(String path) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(url + path)).timeout(TIMEOUT);
            return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
        }

        private Map<String, Object> send(HttpRequest.Builder request)
                throws IOException, InterruptedException, RefusedException {
            HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
            if (response.statusCode() == 404 || response.statusCode() == 503) {
                throw new IOException("the device answers " + response.statusCode());
            }
            Map<String, Object> members;
            try {
                members = JSON.readObject(response.body());
            } catch (IllegalArgumentException e) {
                throw new IOException("the device answers " + response.statusCode() + " without JSON", e);
            }
            if (response.statusCode() >= 400) {
                throw new RefusedException(text(members, "code") + ": " + text(members, "detail"));
            }
            return members;
        }
    }
}
