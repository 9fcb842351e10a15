// SPDX-License-Identifier: Apache-2.0
package io.baton.media.gadget;

import io.baton.port.BlockSource;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An image of a web server, read by range requests (RFC 9110, section 14). Each answer must be of the same size and the
 * same version, by its strong ETag or the time of its last change: what the target reads is one image or an error.
 * Blocks of {@value #BLOCK} bytes are kept, {@value #MAX_BLOCKS} at most.
 *
 * <p>Threading. Any thread; one request at a time.
 */
final class HttpSource implements BlockSource {

    static final int BLOCK = 1 << 20;
    static final int MAX_BLOCKS = 16;

    /** A call waits for two seconds at most. */
    static final Duration OPEN_TIMEOUT = Duration.ofMillis(1_500);

    /** For a block as a whole; what reads a source waits for all tries. */
    static final Duration READ_TIMEOUT = Duration.ofSeconds(20);

    private static final int TRIES = 2;
    private static final Logger LOG = LoggerFactory.getLogger("media.gadget");
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

    private final HttpClient http;
    private final URI address;
    private final long size;
    private final String version;
    private final Duration readTimeout;
    private final Map<Long, byte[]> blocks = new LinkedHashMap<>(MAX_BLOCKS, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
            return size() > MAX_BLOCKS;
        }
    };

    private HttpSource(HttpClient http, URI address, long size, String version, Duration readTimeout) {
        this.http = http;
        this.address = address;
        this.size = size;
        this.version = version;
        this.readTimeout = readTimeout;
    }

    /**
     * Asks for the first byte, which tells size, version and whether there are ranges.
     *
     * @param timeout of this request
     * @param readTimeout of a block
     */
    static CompletionStage<BlockSource> open(HttpClient http, URI address, Duration timeout, Duration readTimeout) {
        HttpRequest request = request(address, 0, 0, timeout);
        return exchange(http, request, 1, timeout).handle((response, failure) -> {
            try {
                if (failure != null) {
                    throw unreachable(failure);
                }
                Range range = range(response, 0, 0);
                String version = version(response);
                if (version.isEmpty()) {
                    throw new UrlException("The server says no version (ETag or Last-Modified) of the image, so a"
                            + " change of it would not be noticed.");
                }
                LOG.info(
                        "image of a server opened host={} bytes={}",
                        response.uri().getHost(),
                        range.size());
                return new HttpSource(http, address, range.size(), version, readTimeout);
            } catch (UrlException e) {
                throw new CompletionException(e);
            }
        });
    }

    /** Sends a request; the whole answer has to come in time, where the client's own limit is for its head alone. */
    private static CompletableFuture<HttpResponse<byte[]>> exchange(
            HttpClient http, HttpRequest request, long bytes, Duration timeout) {
        CompletableFuture<HttpResponse<byte[]>> sent = http.sendAsync(request, bounded(bytes));
        return sent.copy().orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS).whenComplete((response, failure) -> {
            if (failure instanceof TimeoutException) {
                sent.cancel(true);
            }
        });
    }

    /** @throws UrlException when it is none that can be fetched */
    static URI parse(String text) throws UrlException {
        URI address;
        try {
            address = new URI(text);
        } catch (URISyntaxException e) {
            throw new UrlException("This is no address of an image.");
        }
        String scheme = address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
        if (!(scheme.equals("http") || scheme.equals("https")) || address.getHost() == null) {
            throw new UrlException("The address begins with http:// or https:// and the name of a server.");
        }
        if (address.getRawUserInfo() != null) {
            throw new UrlException(
                    "An address with a user name is not accepted: the images of the device are seen by all.");
        }
        return address;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(long offset, ByteBuffer into) throws IOException {
        if (offset < 0 || into.remaining() > size - offset) {
            throw new IOException("beyond the end of the image");
        }
        long at = offset;
        while (into.hasRemaining()) {
            byte[] block = block(at / BLOCK);
            int from = (int) (at % BLOCK);
            int length = Math.min(into.remaining(), block.length - from);
            into.put(block, from, length);
            at += length;
        }
    }

    private synchronized byte[] block(long number) throws IOException {
        byte[] known = blocks.get(number);
        if (known != null) {
            return known;
        }
        long first = number * BLOCK;
        long last = Math.min(first + BLOCK, size) - 1;
        IOException failure = null;
        for (int i = 0; i < TRIES; i++) {
            try {
                byte[] fetched = fetch(first, last);
                blocks.put(number, fetched);
                return fetched;
            } catch (UrlException e) {
                throw e;
            } catch (IOException e) {
                failure = e;
            }
        }
        LOG.warn("image of a server not read host={} cause={}", address.getHost(), String.valueOf(failure));
        throw unreachable(failure);
    }

    private byte[] fetch(long first, long last) throws IOException {
        try {
            HttpResponse<byte[]> response = exchange(
                            http, request(address, first, last, readTimeout), last - first + 1, readTimeout)
                    .get();
            Range range = range(response, first, last);
            if (range.size() != size || !version(response).equals(version)) {
                LOG.warn("image of a server changed host={}", address.getHost());
                throw new UrlException("The image changed on its server. Eject it, and mount it again.");
            }
            if (response.body().length != last - first + 1) {
                throw new IOException("a part is missing");
            }
            return response.body();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw new HttpTimeoutException("the block did not come in time");
            }
            throw e.getCause() instanceof IOException known ? known : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private static HttpRequest request(URI address, long first, long last, Duration timeout) {
        return HttpRequest.newBuilder(address)
                .timeout(timeout)
                .header("Range", "bytes=" + first + "-" + last)
                // a coding would be of the whole, not of the range
                .header("Accept-Encoding", "identity")
                .GET()
                .build();
    }

    /** A server that sends more than it was asked for is not read on. */
    private static HttpResponse.BodyHandler<byte[]> bounded(long bytes) {
        return information -> information.statusCode() == 206
                ? HttpResponse.BodySubscribers.limiting(HttpResponse.BodySubscribers.ofByteArray(), bytes)
                : HttpResponse.BodySubscribers.replacing(new byte[0]);
    }

    /** What a server says of the part that it sends. */
    private record Range(long first, long last, long size) {}

    private static Range range(HttpResponse<?> response, long first, long last) throws UrlException {
        int status = response.statusCode();
        if (status == 200) {
            throw new UrlException(
                    "The server sends the whole image alone: it has no ranges. Upload the image instead.");
        }
        if (status == 416) {
            throw new UrlException("The image is empty, or shorter than it was.");
        }
        if (status / 100 == 3) {
            throw new UrlException(
                    "The server redirects too often, or to an address that is not protected as this one.");
        }
        if (status != 206) {
            throw new UrlException("The server answers %d.".formatted(status));
        }
        Matcher matcher = CONTENT_RANGE.matcher(
                response.headers().firstValue("Content-Range").orElse(""));
        if (!matcher.matches()) {
            throw new UrlException("The server does not say which part of the image it sends.");
        }
        Range range = new Range(
                Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)), Long.parseLong(matcher.group(3)));
        if (range.first() != first || range.last() != last || range.size() <= last) {
            throw new UrlException("The server sends another part of the image than was asked for.");
        }
        return range;
    }

    /** Returns the strong ETag, else the time of the last change; empty for neither. */
    private static String version(HttpResponse<?> response) {
        String tag = response.headers().firstValue("ETag").orElse("");
        return !tag.isEmpty() && !tag.startsWith("W/")
                ? tag
                : response.headers().firstValue("Last-Modified").orElse("");
    }

    private static UrlException unreachable(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof UrlException known) {
            return known;
        }
        return new UrlException(
                cause instanceof HttpTimeoutException || cause instanceof TimeoutException
                        ? "The server did not answer in time."
                        : "The server cannot be reached: "
                                + (cause == null
                                        ? "no answer"
                                        : cause.getClass().getSimpleName()) + ".");
    }
}
