// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.baton.shared.json.JsonCodec;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server of hawkBit's Direct Device Integration API, version 1, over real sockets: the resources, the shapes of JSON,
 * the entity tags and ranges, and the status that a feedback leads to are those of its documentation and of its
 * resource classes. Devices register by their first request.
 *
 * <p>Threading. Any thread; one lock.
 */
public final class DdiServer implements AutoCloseable {

    private static final Pattern PATH = Pattern.compile("/([^/]+)/controller/v1/([^/]+)(/.*)?");
    private static final Pattern ACTION =
            Pattern.compile("/(deploymentBase|cancelAction|confirmationBase)/(\\d+)(/feedback)?");
    private static final Pattern ARTIFACT = Pattern.compile("/softwaremodules/1/artifacts/(.+)");
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-");
    private static final int MAX_BODY = 256 * 1024;
    private static final int THREADS = 32;
    private static final JsonCodec JSON = new JsonCodec(new JsonCodec.Limits(MAX_BODY, 16, 32, 256));

    private final HttpServer http;
    private final ExecutorService executor;
    private final Map<String, Target> targets = new LinkedHashMap<>();
    private final List<String> ranges = new ArrayList<>();
    private String sleep = "00:05:00";
    private String authorization = "";
    private int failing;
    private long cutAfter = -1;
    private int nextAction;
    private long requests;
    private String foreignLinks = "";

    /** What a device is asked to do. Fields as in the documentation; change them between polls. */
    public static final class Action {
        private final String id;
        private final String controllerId;
        private final byte[] content;
        private final String fileName = "upgrade.baton-upgrade";
        private String sha256;
        private long size;
        private String download = "forced";
        private String update = "forced";
        private String maintenanceWindow = "";
        private boolean needsConfirmation;
        private boolean cancelling;
        private String status = "RUNNING";
        private int extraFiles;
        private final List<String> feedback = new ArrayList<>();

        private Action(String id, String controllerId, byte[] content) {
            this.id = id;
            this.controllerId = controllerId;
            this.content = content.clone();
            sha256 = digest("SHA-256", content);
            size = content.length;
        }

        public String id() {
            return id;
        }
    }

    private static final class Target {
        private Optional<Action> action = Optional.empty();
        private boolean wantsAttributes = true;
        private Map<String, Object> attributes = Map.of();
        private String attributeMode = "";
        private int polls;
    }

    private DdiServer(HttpServer http, ExecutorService executor) {
        this.http = http;
        this.executor = executor;
    }

    /** Starts a server on a free port of the loopback interface. */
    public static DdiServer start() throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
        ExecutorService executor = Executors.newFixedThreadPool(THREADS, body -> {
            Thread thread = new Thread(body, "ddi-server");
            thread.setDaemon(true);
            return thread;
        });
        DdiServer server = new DdiServer(http, executor);
        http.setExecutor(executor);
        http.createContext("/", server::handle);
        http.start();
        return server;
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    /** How often devices are told to poll, {@code HH:mm:ss}. */
    public synchronized void sleep(String text) {
        sleep = text;
    }

    /** The value of the header {@code Authorization} without which a request is answered 401; empty admits all. */
    public synchronized void authorization(String header) {
        authorization = header;
    }

    /** Answers the next requests with 503. */
    public synchronized void failNext(int count) {
        failing = count;
    }

    /** Ends the next download after so many bytes, in the middle of the body. */
    public synchronized void cutNextDownloadAfter(long bytes) {
        cutAfter = bytes;
    }

    /** Has links lead to another server. */
    public synchronized void foreignLinks(String base) {
        foreignLinks = base;
    }

    /** Gives a device something to do, in place of what it had. */
    public synchronized Action assign(String controllerId, byte[] content) {
        nextAction++;
        Action action = new Action(Integer.toString(nextAction), controllerId, content);
        target(controllerId).action = Optional.of(action);
        return action;
    }

    public synchronized void handling(Action action, String download, String update) {
        action.download = download;
        action.update = update;
    }

    /**
     * @param window {@code available} or {@code unavailable}; empty for none. Outside of it the update is skipped, too
     */
    public synchronized void maintenanceWindow(Action action, String window) {
        action.maintenanceWindow = window;
        action.update = window.equals("unavailable") ? "skip" : "forced";
    }

    public synchronized void needConfirmation(Action action) {
        action.needsConfirmation = true;
    }

    public synchronized void announce(Action action, String sha256, long size) {
        action.sha256 = sha256;
        action.size = size;
    }

    public synchronized void addFiles(Action action, int count) {
        action.extraFiles = count;
    }

    /** Asks the device to stop an action. */
    public synchronized void cancel(Action action) {
        action.cancelling = true;
    }

    /** Closes an action whatever the device does. */
    public synchronized void forceQuit(Action action) {
        action.status = "CANCELED";
        target(action.controllerId).action = Optional.empty();
    }

    /** {@code RUNNING}, {@code FINISHED}, {@code ERROR} or {@code CANCELED}. */
    public synchronized String status(Action action) {
        return action.status;
    }

    /** What the device said, in order: execution, result and details. */
    public synchronized List<String> feedback(Action action) {
        return List.copyOf(action.feedback);
    }

    public synchronized boolean confirmationPending(Action action) {
        return action.needsConfirmation;
    }

    public synchronized Map<String, Object> attributes(String controllerId) {
        return Map.copyOf(target(controllerId).attributes);
    }

    public synchronized String attributeMode(String controllerId) {
        return target(controllerId).attributeMode;
    }

    public synchronized int polls(String controllerId) {
        return target(controllerId).polls;
    }

    public synchronized long requests() {
        return requests;
    }

    /** The ranges of all downloads, in order; empty for one of the whole file. */
    public synchronized List<String> ranges() {
        return List.copyOf(ranges);
    }

    public synchronized boolean isRegistered(String controllerId) {
        return targets.containsKey(controllerId);
    }

    private Target target(String controllerId) {
        return targets.computeIfAbsent(controllerId, id -> new Target());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY);
            reply(exchange, body).send(exchange);
        }
    }

    private Reply reply(HttpExchange exchange, byte[] body) {
        try {
            return answer(exchange, body);
        } catch (RuntimeException e) {
            return Reply.empty(500);
        }
    }

    /** A response; {@code cut} is where the connection ends before the body does, negative for nowhere. */
    private record Reply(int status, byte[] body, Map<String, String> headers, long cut) {

        static Reply empty(int status) {
            return new Reply(status, new byte[0], Map.of(), -1);
        }

        void send(HttpExchange exchange) throws IOException {
            Headers sent = exchange.getResponseHeaders();
            headers.forEach(sent::set);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            if (body.length == 0) {
                return;
            }
            OutputStream out = exchange.getResponseBody();
            if (cut >= 0 && cut < body.length) {
                out.write(body, 0, (int) cut);
                out.flush();
                throw new IOException("cut off");
            }
            out.write(body);
            out.close();
        }
    }

    private synchronized Reply answer(HttpExchange exchange, byte[] body) {
        requests++;
        if (failing > 0) {
            failing--;
            return Reply.empty(503);
        }
        if (!authorization.isEmpty()
                && !authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            return Reply.empty(401);
        }
        Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
        if (!path.matches() || !path.group(1).equals("DEFAULT")) {
            return Reply.empty(404);
        }
        String id = path.group(2);
        String rest = path.group(3) == null ? "" : path.group(3);
        boolean get = exchange.getRequestMethod().equals("GET");
        if (rest.isEmpty() && get) {
            return base(id, exchange);
        }
        if (!targets.containsKey(id)) {
            return Reply.empty(404);
        }
        if (rest.equals("/configData") && exchange.getRequestMethod().equals("PUT")) {
            return configData(id, body);
        }
        Matcher artifact = ARTIFACT.matcher(rest);
        if (artifact.matches() && get) {
            return target(id).action.map(action -> file(action, exchange)).orElse(Reply.empty(404));
        }
        Matcher action = ACTION.matcher(rest);
        Optional<Action> found = target(id).action;
        if (!action.matches() || found.isEmpty() || !found.get().id.equals(action.group(2))) {
            return Reply.empty(404);
        }
        return action.group(3) == null
                ? resource(action.group(1), found.get(), exchange)
                : feedback(action.group(1), found.get(), body);
    }

    private String url(String id, String rest) {
        return (foreignLinks.isEmpty() ? address().toString() : foreignLinks) + "/DEFAULT/controller/v1/"
                + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20") + rest;
    }

    private static Map<String, Object> link(String address) {
        return Map.of("href", address);
    }

    private Reply base(String id, HttpExchange exchange) {
        Target target = target(id);
        target.polls++;
        Map<String, Object> links = new LinkedHashMap<>();
        target.action.filter(action -> action.status.equals("RUNNING")).ifPresent(action -> {
            if (action.needsConfirmation) {
                links.put("confirmationBase", link(url(id, "/confirmationBase/" + action.id + "?c=" + tag(action))));
            } else if (action.cancelling) {
                links.put("cancelAction", link(url(id, "/cancelAction/" + action.id)));
            } else {
                links.put("deploymentBase", link(url(id, "/deploymentBase/" + action.id + "?c=" + tag(action))));
            }
        });
        if (target.wantsAttributes) {
            links.put("configData", link(url(id, "/configData")));
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("config", Map.of("polling", Map.of("sleep", sleep)));
        json.put("_links", links);
        return json(json, exchange);
    }

    /** The server puts it into the address, so that a changed action has another one. */
    private static String tag(Action action) {
        return digest(
                "MD5",
                (action.download + action.update + action.maintenanceWindow).getBytes(StandardCharsets.US_ASCII));
    }

    private static Reply json(Map<String, Object> json, HttpExchange exchange) {
        byte[] body = JSON.bytes(json);
        String tag = "\"" + digest("MD5", body) + "\"";
        if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
            return new Reply(304, new byte[0], Map.of("ETag", tag), -1);
        }
        return new Reply(200, body, Map.of("Content-Type", "application/hal+json", "ETag", tag), -1);
    }

    private Reply configData(String id, byte[] body) {
        Map<String, Object> json = JSON.readObject(body);
        Target target = target(id);
        target.wantsAttributes = false;
        target.attributeMode = String.valueOf(json.get("mode"));
        Map<String, Object> read = new LinkedHashMap<>();
        if (json.get("data") instanceof Map<?, ?> data) {
            data.forEach((key, value) -> read.put(String.valueOf(key), value));
        }
        target.attributes = read;
        return Reply.empty(200);
    }

    private Reply file(Action action, HttpExchange exchange) {
        byte[] content = action.content;
        int from = 0;
        String range = exchange.getRequestHeaders().getFirst("Range");
        ranges.add(range == null ? "" : range);
        Matcher wanted = RANGE.matcher(ranges.getLast());
        if (wanted.matches()) {
            from = Integer.parseInt(wanted.group(1));
            if (from >= content.length) {
                return Reply.empty(416);
            }
        }
        byte[] body = Arrays.copyOfRange(content, from, content.length);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/octet-stream");
        headers.put("ETag", "\"" + digest("SHA-1", content) + "\"");
        headers.put("Accept-Ranges", "bytes");
        if (wanted.matches()) {
            headers.put("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        }
        long cut = cutAfter;
        cutAfter = -1;
        return new Reply(wanted.matches() ? 206 : 200, body, headers, cut);
    }

    private Reply resource(String kind, Action action, HttpExchange exchange) {
        if (kind.equals("cancelAction")) {
            return action.cancelling
                    ? json(Map.of("id", action.id, "cancelAction", Map.of("stopId", action.id)), exchange)
                    : Reply.empty(404);
        }
        boolean confirmation = kind.equals("confirmationBase");
        if (action.cancelling || confirmation != action.needsConfirmation) {
            return Reply.empty(404);
        }
        Map<String, Object> deployment = new LinkedHashMap<>();
        deployment.put("download", action.download);
        deployment.put("update", action.update);
        if (!action.maintenanceWindow.isEmpty()) {
            deployment.put("maintenanceWindow", action.maintenanceWindow);
        }
        List<Object> artifacts = new ArrayList<>();
        for (int each = 0; each <= action.extraFiles; each++) {
            artifacts.add(artifact(action, each == 0 ? action.fileName : each + action.fileName));
        }
        deployment.put(
                "chunks", List.of(Map.of("part", "bApp", "version", "1", "name", "baton", "artifacts", artifacts)));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", action.id);
        json.put(confirmation ? "confirmation" : "deployment", deployment);
        return json(json, exchange);
    }

    private Map<String, Object> artifact(Action action, String name) {
        String address = url(action.controllerId, "/softwaremodules/1/artifacts/" + name);
        Map<String, Object> artifact = new LinkedHashMap<>();
        artifact.put("filename", name);
        artifact.put(
                "hashes",
                Map.of(
                        "sha1",
                        digest("SHA-1", action.content),
                        "md5",
                        digest("MD5", action.content),
                        "sha256",
                        action.sha256));
        artifact.put("size", action.size);
        artifact.put("_links", Map.of("download-http", link(address), "md5sum-http", link(address + ".MD5SUM")));
        return artifact;
    }

    private Reply feedback(String kind, Action action, byte[] body) {
        Map<String, Object> json = JSON.readObject(body);
        if (kind.equals("confirmationBase")) {
            String answer = String.valueOf(json.get("confirmation"));
            action.feedback.add("confirmation " + answer);
            action.needsConfirmation = !answer.equals("confirmed");
            return Reply.empty(200);
        }
        if (!action.status.equals("RUNNING")) {
            return Reply.empty(410);
        }
        if (!(json.get("status") instanceof Map<?, ?> status) || !(status.get("result") instanceof Map<?, ?> result)) {
            return Reply.empty(400);
        }
        String execution = String.valueOf(status.get("execution"));
        String finished = String.valueOf(result.get("finished"));
        action.feedback.add((kind.equals("cancelAction") ? "cancel " : "") + execution + " " + finished + " "
                + String.valueOf(status.get("details")));
        if (kind.equals("cancelAction")) {
            cancelled(action, execution, finished);
        } else if (execution.equals("closed")) {
            action.status = finished.equals("failure") ? "ERROR" : "FINISHED";
        } else if (execution.equals("canceled")) {
            action.status = "CANCELED";
        }
        if (!action.status.equals("RUNNING")) {
            target(action.controllerId).wantsAttributes = true;
        }
        return Reply.empty(200);
    }

    /**
     * Only {@code closed} ends a cancellation; {@code canceled} there is a warning and {@code rejected} withdraws it.
     */
    private static void cancelled(Action action, String execution, String finished) {
        switch (execution) {
            case "closed" -> action.status = finished.equals("failure") ? "ERROR" : "CANCELED";
            case "rejected" -> action.cancelling = false;
            default -> action.feedback.add("warning: " + execution + " does not end a cancellation");
        }
    }

    private static String digest(String algorithm, byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.stop(0);
        executor.shutdownNow();
    }
}
