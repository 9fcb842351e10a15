// SPDX-License-Identifier: Apache-2.0
package io.baton.fleet.hawkbit;

import io.baton.shared.json.JsonCodec;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The requests of the Direct Device Integration API, version 1. Each has a bound of time and size. The token goes to
 * the configured server alone; redirects are not followed.
 *
 * <p>Threading. One thread at a time.
 */
public final class DdiClient {

    static final int MAX_BYTES = 262_144;

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final JsonCodec JSON = new JsonCodec(new JsonCodec.Limits(MAX_BYTES, 16, 32, 256));
    private static final int REMEMBERED = 4;
    private static final int NOT_MODIFIED = 304;

    private final HttpClient http;
    private final AgentSettings settings;
    private final Map<URI, Answer> answers = new LinkedHashMap<>();
    private long requests;

    /** An answer and its entity tag, so that an unchanged one need not be sent again. */
    private record Answer(String tag, Map<String, Object> json) {}

    /** @param http must not follow redirects: it would take the token along */
    public DdiClient(HttpClient http, AgentSettings settings) {
        this.http = http;
        this.settings = settings;
    }

    /** Returns the address of a resource of this device. */
    URI resource(String path) {
        return URI.create(settings.server() + "/" + encoded(settings.tenant()) + "/controller/v1/"
                + encoded(settings.controllerId()) + path);
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Requests sent since the agent began. */
    long requests() {
        return requests;
    }

    ControllerBase controllerBase() throws DdiException, InterruptedException {
        return ControllerBase.of(get(resource("")));
    }

    /** Returns a JSON object; the remembered one when the server says that it has not changed. */
    Map<String, Object> get(URI address) throws DdiException, InterruptedException {
        HttpRequest.Builder request = api(address).GET();
        Answer known = answers.get(address);
        if (known != null) {
            request.header("If-None-Match", known.tag());
        }
        HttpResponse<byte[]> response = send(request.build());
        if (response.statusCode() == NOT_MODIFIED && known != null) {
            return known.json();
        }
        check(response.statusCode(), "GET", address, response);
        Map<String, Object> json;
        try {
            json = JSON.readObject(response.body());
        } catch (IllegalArgumentException e) {
            throw new DdiException(
                    "The answer to " + address.getPath() + " is not understood: " + e.getMessage() + ".");
        }
        response.headers().firstValue("ETag").ifPresent(tag -> remember(address, new Answer(tag, json)));
        return json;
    }

    private void remember(URI address, Answer answer) {
        answers.remove(address);
        if (answers.size() >= REMEMBERED) {
            answers.remove(answers.keySet().iterator().next());
        }
        answers.put(address, answer);
    }

    void put(URI address, Map<String, Object> json) throws DdiException, InterruptedException {
        write("PUT", address, json);
    }

    void post(URI address, Map<String, Object> json) throws DdiException, InterruptedException {
        write("POST", address, json);
    }

    private void write(String method, URI address, Map<String, Object> json) throws DdiException, InterruptedException {
        HttpResponse<byte[]> response = send(api(address)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofByteArray(JSON.bytes(json)))
                .build());
        check(response.statusCode(), method, address, response);
    }

    private HttpRequest.Builder api(URI address) throws DdiException {
        if (!settings.isOfTheServer(address)) {
            throw new DdiException("The server's link leads to " + address.getHost()
                    + ", which is not the configured server. Correct the server's public address.");
        }
        return request(address).header("Accept", "application/hal+json, application/json");
    }

    private HttpRequest.Builder request(URI address) throws DdiException {
        if (address.getHost() == null || !settings.isAllowed(address)) {
            throw new DdiException("The server's link is no address that may be used: it must begin with https.");
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(TIMEOUT);
        if (!settings.authorization().isEmpty() && settings.isOfTheServer(address)) {
            request.header("Authorization", settings.authorization());
        }
        return request;
    }

    private HttpResponse<byte[]> send(HttpRequest request) throws DdiException, InterruptedException {
        requests++;
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(
                request, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_BYTES));
        try {
            return answer.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw problem(e.getCause());
        } catch (TimeoutException e) {
            throw problem(e);
        } finally {
            answer.cancel(true);
        }
    }

    /**
     * Begins to download a file.
     *
     * @param from the first byte that is wanted
     */
    CompletableFuture<HttpResponse<Void>> download(URI address, long from, HttpResponse.BodyHandler<Void> body)
            throws DdiException {
        requests++;
        HttpRequest.Builder request = request(address).header("Accept", "application/octet-stream");
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
        }
        return http.sendAsync(request.build(), body);
    }

    /** @throws DdiException unless the status is one of success */
    void check(int status, String method, URI address, HttpResponse<?> response) throws DdiException {
        if (status >= 200 && status < 300) {
            return;
        }
        Optional<Duration> retryAfter = response.headers()
                .firstValue("Retry-After")
                .filter(text -> text.matches("\\d{1,6}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
        throw new DdiException(status, sentence(status, method, address), retryAfter);
    }

    private String sentence(int status, String method, URI address) {
        String where = method + " " + address.getPath();
        return switch (status) {
            case 401, 403 ->
                "The server refuses the token (" + status + " to " + where
                        + "). Check the token, its kind, and whether the tenant accepts that kind.";
            case 404 -> "The server does not know " + address.getPath() + " (404). Check its address and the tenant.";
            case 429 -> "The server limits the rate of requests (429).";
            default ->
                status / 100 == 3
                        ? "The server redirects " + where + " (" + status
                                + "), which is not followed: set its final address."
                        : "The server answers " + status + " to " + where + ".";
        };
    }

    /** Returns what went wrong without an answer, as a sentence. */
    DdiException problem(@Nullable Throwable cause) {
        String server = settings.server().getHost();
        for (Throwable each : causes(cause)) {
            if (each instanceof UnresolvedAddressException) {
                return new DdiException("The name " + server + " is not resolved to an address.");
            }
            if (each instanceof SSLException) {
                return new DdiException("No secure connection to " + server + ": " + each.getMessage()
                        + ". Check its certificate, and certificateFile.");
            }
        }
        if (cause instanceof ConnectException) {
            return new DdiException("No connection to " + server + ": it refuses or cannot be reached.");
        }
        if (cause instanceof HttpTimeoutException || cause instanceof TimeoutException) {
            return new DdiException("The server " + server + " does not answer within " + TIMEOUT.toSeconds() + " s.");
        }
        return new DdiException("The request to " + server + " failed: " + cause + ".");
    }

    private static List<Throwable> causes(@Nullable Throwable cause) {
        List<Throwable> all = new ArrayList<>();
        for (Throwable each = cause; each != null && all.size() < 10; each = each.getCause()) {
            all.add(each);
        }
        return all;
    }

    /** For errors of files. */
    static String sentence(IOException e) {
        return e instanceof DdiException
                ? String.valueOf(e.getMessage())
                : "A file could not be read or written: " + e + ".";
    }
}
