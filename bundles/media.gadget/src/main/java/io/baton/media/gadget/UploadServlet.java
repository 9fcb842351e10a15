// SPDX-License-Identifier: Apache-2.0
package io.baton.media.gadget;

import io.baton.auth.Authenticator;
import io.baton.auth.Credentials;
import io.baton.session.Login;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.shared.http.DeclaredAccess;
import io.baton.shared.http.ProblemDocument;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
 * Takes the bytes of an upload that a session began. Where the request has been before, host, origin, transport and the
 * declared access are enforced. The id is a secret of the session; besides, the login must be of the same user, and the
 * session must have control for as long as bytes arrive.
 *
 * <p>Threading. The container's threads; an upload blocks one for as long as it takes.
 */
@Component(
        service = Servlet.class,
        property = DeclaredAccess.PROPERTY + "=" + UploadServlet.PATH + " " + DeclaredAccess.LOGIN)
@HttpWhiteboardServletPattern(UploadServlet.PATH)
public final class UploadServlet extends HttpServlet {

    static final String PATH = "/storage/upload";

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger("media.gadget");
    private static final int BUFFER = 256 * 1024;
    private static final Pattern ID = Pattern.compile("(?:.*&)?uploadId=(" + Uploads.PREFIX + "[0-9a-f-]{36})(?:&.*)?");

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    transient volatile @Nullable Authenticator authenticator;

    private final transient MediaComponent component;
    private final transient RandomGenerator random = new SecureRandom();

    @Activate
    public UploadServlet(@Reference MediaComponent component) {
        this.component = component;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!request.getMethod().equals("POST")) {
            response.setHeader("Allow", "POST");
            refuse(response, 405, "wrong_method", "Use POST for this address.", Duration.ZERO);
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
            return;
        }
        String query = request.getQueryString();
        Matcher id = ID.matcher(query == null ? "" : query);
        Optional<Upload> upload = id.matches() ? component.media().upload(id.group(1)) : Optional.empty();
        if (upload.filter(found -> found.actor().user().equals(login.get().user()))
                .isEmpty()) {
            refuse(response, 404, "not_found", "Upload not found", Duration.ZERO);
        } else if (request.getContentLengthLong()
                > upload.get().size() - upload.get().received()) {
            refuse(response, 413, "bad_value", "The body is longer than the rest of the upload.", Duration.ZERO);
        } else if (!upload.get().begin()) {
            refuse(response, 409, "in_use", "The bytes of this upload arrive already.", Duration.ZERO);
        } else {
            try {
                receive(request.getInputStream(), response, upload.get(), present, login.get());
            } finally {
                upload.get().end();
            }
        }
    }

    private static Credentials credentials(HttpServletRequest request) {
        String authorization = request.getHeader("Authorization");
        return Credentials.of(
                Collections.list(request.getHeaders("Cookie")), authorization == null ? "" : authorization);
    }

    private void receive(
            InputStream body, HttpServletResponse response, Upload upload, Authenticator logins, Login login)
            throws IOException {
        byte[] buffer = new byte[BUFFER];
        while (true) {
            int count;
            try {
                count = body.read(buffer);
            } catch (IOException e) {
                LOG.debug("upload interrupted name={} received={}", upload.name(), upload.received());
                component.media().interrupted(upload, "interrupted");
                return;
            }
            Outcome outcome = count < 0
                    ? component.media().finish(upload)
                    : write(upload, ByteBuffer.wrap(buffer, 0, count), logins, login);
            if (outcome instanceof Outcome.Refused refused) {
                component.media().interrupted(upload, refused.reason().wireName());
                refuse(
                        response,
                        refused.reason().httpStatus(),
                        refused.reason().wireName(),
                        refused.message(),
                        refused.retryAfter());
                return;
            }
            if (count < 0) {
                break;
            }
        }
        response.setStatus(200);
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        response.getOutputStream().write("{\"message\":\"Upload completed\"}".getBytes(StandardCharsets.UTF_8));
    }

    private Outcome write(Upload upload, ByteBuffer bytes, Authenticator logins, Login login) {
        if (!logins.isCurrent(login)) {
            return Outcome.refused(Reason.NOT_ALLOWED, "The login ended.");
        }
        return component.media().receive(upload, bytes);
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
