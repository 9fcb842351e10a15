// SPDX-License-Identifier: Apache-2.0
package io.baton.recording.mp4;

import io.baton.auth.Authenticator;
import io.baton.auth.Credentials;
import io.baton.session.Login;
import io.baton.session.Role;
import io.baton.shared.http.DeclaredAccess;
import io.baton.shared.http.ProblemDocument;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves recordings to administrators, whole or in ranges. Where the request has been before, host, origin, transport
 * and the declared access are enforced; the login is asked for again, because the audit names it.
 *
 * <p>Threading. The container's threads; a download blocks one for as long as it takes.
 */
@Component(
        service = Servlet.class,
        property = DeclaredAccess.PROPERTY + "=" + DownloadServlet.PATH + "/* " + DeclaredAccess.ADMIN)
@HttpWhiteboardServletPattern(DownloadServlet.PATH + "/*")
public final class DownloadServlet extends HttpServlet {

    static final String PATH = "/device/recordings";

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger("recording.mp4");
    private static final int MAX_DOWNLOADS = 4;
    private static final int BUFFER = 64 * 1024;
    private static final Duration BUSY_RETRY = Duration.ofSeconds(5);

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    transient volatile @Nullable Authenticator authenticator;

    private final transient RecordingComponent recordings;
    private final transient RandomGenerator random = new SecureRandom();
    private final transient Semaphore downloads = new Semaphore(MAX_DOWNLOADS);

    @Activate
    public DownloadServlet(@Reference RecordingComponent recordings) {
        this.recordings = recordings;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String method = request.getMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            response.setHeader("Allow", "GET, HEAD");
            refuse(response, 405, "wrong_method", "Use GET for this address.", Duration.ZERO);
            return;
        }
        Authenticator present = authenticator;
        if (present == null) {
            refuse(
                    response,
                    503,
                    "temporarily_unavailable",
                    "Logins are being replaced. Try again.",
                    Duration.ofSeconds(1));
            return;
        }
        Optional<Login> login = present.authenticate(credentials(request));
        if (login.isEmpty()) {
            refuse(response, 401, "login_required", "Unauthorized", Duration.ZERO);
        } else if (login.get().role() != Role.ADMIN) {
            refuse(response, 403, "not_allowed", "Only an administrator may do this.", Duration.ZERO);
        } else if (!downloads.tryAcquire()) {
            refuse(response, 503, "busy", "Too many downloads run at one time. Try again.", BUSY_RETRY);
        } else {
            try {
                serve(request, response, login.get());
            } finally {
                downloads.release();
            }
        }
    }

    private static Credentials credentials(HttpServletRequest request) {
        String authorization = request.getHeader("Authorization");
        return Credentials.of(
                Collections.list(request.getHeaders("Cookie")), authorization == null ? "" : authorization);
    }

    private void serve(HttpServletRequest request, HttpServletResponse response, Login login) throws IOException {
        String inside = request.getPathInfo();
        String name = inside == null ? "" : inside.substring(1);
        Optional<Path> file = recordings.files().find(name);
        if (file.isEmpty()) {
            refuse(response, 404, "not_found", "There is no recording of this name.", Duration.ZERO);
            return;
        }
        try (FileChannel channel = FileChannel.open(file.get(), StandardOpenOption.READ)) {
            long size = channel.size();
            ByteRange range = ByteRange.of(request.getHeader("Range"), size);
            response.setHeader("Accept-Ranges", "bytes");
            response.setHeader("Cache-Control", "no-store");
            response.setHeader("X-Content-Type-Options", "nosniff");
            if (ByteRange.UNSATISFIABLE.equals(range)) {
                response.setHeader("Content-Range", "bytes */" + size);
                response.setStatus(416);
                return;
            }
            ByteRange part = range == null ? new ByteRange(0, size) : range;
            response.setStatus(range == null ? 200 : 206);
            response.setContentType("video/mp4");
            response.setHeader("Content-Disposition", "attachment; filename=\"" + name + "\"");
            response.setContentLengthLong(part.length());
            if (range != null) {
                response.setHeader(
                        "Content-Range",
                        "bytes %d-%d/%d".formatted(part.first(), part.first() + part.length() - 1, size));
            }
            if (request.getMethod().equals("GET")) {
                // a player asks for one file in many ranges: the first of them counts
                if (part.first() == 0) {
                    recordings.note(Recorder.event(
                            "recording_download",
                            new Recorder.Actor("", login.user(), request.getRemoteAddr()),
                            "done",
                            Map.of("file", name)));
                }
                copy(channel, part, response.getOutputStream());
            }
        }
    }

    private static void copy(FileChannel file, ByteRange part, OutputStream out) {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        long at = part.first();
        long end = at + part.length();
        try {
            while (at < end) {
                buffer.clear().limit((int) Math.min(BUFFER, end - at));
                int count = file.read(buffer, at);
                if (count < 0) {
                    return;
                }
                out.write(buffer.array(), 0, count);
                at += count;
            }
        } catch (IOException e) {
            LOG.debug("download not taken cause={}", e.toString());
        }
    }

    private void refuse(HttpServletResponse response, int status, String code, String message, Duration retryAfter)
            throws IOException {
        response.setStatus(status);
        response.setContentType(ProblemDocument.TYPE);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        if (retryAfter.isPositive()) {
            response.setHeader("Retry-After", Long.toString(ProblemDocument.seconds(retryAfter)));
        }
        String json =
                new ProblemDocument(status, code, message, retryAfter).json(String.format("%08x", random.nextInt()));
        response.getOutputStream().write(json.getBytes(StandardCharsets.UTF_8));
    }
}
