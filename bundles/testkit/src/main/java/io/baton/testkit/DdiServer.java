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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
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
    private String failingExecution = "";
    private long cutAfter = -1;
    private int nextAction;
    private long requests;
    private long bytesServed;
    private String foreignLinks = "";

    private static final class Target {
        private Optional<DdiAction> action = Optional.empty();
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

    /** Answers the next feedback of this execution with 503. */
    public synchronized void failFeedback(String execution) {
        failingExecution = execution;
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
    public synchronized DdiAction assign(String controllerId, byte[] content) {
        nextAction++;
        DdiAction action = new DdiAction(Integer.toString(nextAction), controllerId, content);
        target(controllerId).action = Optional.of(action);
        return action;
    }

    public synchronized void handling(DdiAction action, String download, String update) {
        action.download = download;
        action.update = update;
    }

    /**
     * @param window {@code available} or {@code unavailable}; empty for none. Outside of it the update is skipped, too
     */
    public synchronized void maintenanceWindow(DdiAction action, String window) {
        action.maintenanceWindow = window;
        action.update = window.equals("unavailable") ? "skip" : "forced";
    }

    public synchronized void needConfirmation(DdiAction action) {
        action.needsConfirmation = true;
    }

    public synchronized void announce(DdiAction action, String sha256, long size) {
        action.sha256 = sha256;
        action.size = size;
    }

    public synchronized void addFiles(DdiAction action, int count) {
        action.extraFiles = count;
    }

    /** Asks the device to stop an action. */
    public synchronized void cancel(DdiAction action) {
        action.cancelling = true;
    }

    /** Closes an action whatever the device does. */
    public synchronized void forceQuit(DdiAction action) {
        action.status = "CANCELED";
        target(action.controllerId).action = Optional.empty();
    }

    /** {@code RUNNING}, {@code FINISHED}, {@code ERROR} or {@code CANCELED}. */
    public synchronized String status(DdiAction action) {
        return action.status;
    }

    /** What the device said, in order: execution, result and details. */
    public synchronized List<String> feedback(DdiAction action) {
        return List.copyOf(action.feedback);
    }

    public synchronized boolean confirmationPending(DdiAction action) {
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

    /** Bytes of all responses. */
    public synchronized long bytesServed() {
        return bytesServed;
    }

    /**
     * Waits until a condition on this server holds; it is asked after each request.
     *
     * @throws IllegalStateException when it does not hold in time
     */
    public synchronized void await(BooleanSupplier condition, Duration longest) throws InterruptedException {
        long end = System.nanoTime() + longest.toNanos();
        while (!condition.getAsBoolean()) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new IllegalStateException("not within " + longest.toSeconds() + " s");
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
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

    private synchronized Reply reply(HttpExchange exchange, byte[] body) {
        requests++;
        Reply reply;
        try {
            reply = answer(exchange, body);
        } catch (RuntimeException e) {
            reply = Reply.empty(500);
        }
        bytesServed += reply.body().length;
        notifyAll();
        return reply;
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

    private Reply answer(HttpExchange exchange, byte[] body) {
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
        Optional<DdiAction> found = target(id).action;
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
                links.put("confirmationBase", link(url(id, "/confirmationBase/" + action.id + "?c=" + action.tag())));
            } else if (action.cancelling) {
                links.put("cancelAction", link(url(id, "/cancelAction/" + action.id)));
            } else {
                links.put("deploymentBase", link(url(id, "/deploymentBase/" + action.id + "?c=" + action.tag())));
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

    private static Reply json(Map<String, Object> json, HttpExchange exchange) {
        byte[] body = JSON.bytes(json);
        String tag = "\"" + DdiAction.digest("MD5", body) + "\"";
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

    private Reply file(DdiAction action, HttpExchange exchange) {
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
        headers.put("ETag", "\"" + action.sha1 + "\"");
        headers.put("Accept-Ranges", "bytes");
        if (wanted.matches()) {
            headers.put("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        }
        long cut = cutAfter;
        cutAfter = -1;
        return new Reply(wanted.matches() ? 206 : 200, body, headers, cut);
    }

    private Reply resource(String kind, DdiAction action, HttpExchange exchange) {
        return action.resource(kind, url(action.controllerId, ""))
                .map(json -> json(json, exchange))
                .orElse(Reply.empty(404));
    }

    private Reply feedback(String kind, DdiAction action, byte[] body) {
        if (!failingExecution.isEmpty() && new String(body, StandardCharsets.UTF_8).contains(failingExecution)) {
            failingExecution = "";
            return Reply.empty(503);
        }
        int status = action.feedback(kind, JSON.readObject(body));
        if (!action.status.equals(DdiAction.RUNNING)) {
            target(action.controllerId).wantsAttributes = true;
        }
        return Reply.empty(status);
    }

    @Override
    public void close() {
        http.stop(0);
        executor.shutdownNow();
    }
}
