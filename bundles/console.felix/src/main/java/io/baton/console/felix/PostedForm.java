// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import io.baton.session.Login;
import io.baton.session.Role;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a POST to one of Baton's pages has to be before any of its body is read: of an administrator whom the console
 * admitted, of the type of a form, and of a known length within the limit. That a page of this device sent it is
 * checked by {@link ConsolePolicy} before.
 */
final class PostedForm {

    /** The limit of a form without a file, in bytes. */
    static final long MAX_FORM = 16 * 1024;

    /** The limit of a form with an upgrade file, in bytes: the largest file, and what a form adds to it. */
    static final long MAX_UPLOAD = 64 * 1024 * 1024 + MAX_FORM;

    private static final String URL_ENCODED = "application/x-www-form-urlencoded";
    private static final String MULTIPART = "multipart/form-data";

    private PostedForm() {}

    /** Whether the form has files. */
    static boolean isMultipart(HttpServletRequest request) {
        return type(request.getContentType()).equals(MULTIPART);
    }

    /**
     * Returns why a form is refused.
     *
     * @param maxUpload bytes of a form with a file; zero for a page that takes none
     */
    static Optional<Verdict.Refused> refusal(HttpServletRequest request, Login login, long maxUpload) {
        if (login.role() != Role.ADMIN) {
            return refused(403, "not_allowed", "Only an administrator may do this.");
        }
        boolean multipart = isMultipart(request) && maxUpload > 0;
        if (!multipart && !type(request.getContentType()).equals(URL_ENCODED)) {
            return refused(415, "wrong_type", "Use the form of this page.");
        }
        if (request.getContentLengthLong() < 0) {
            return refused(411, "length_required", "Send the length of the body (Content-Length).");
        }
        return request.getContentLengthLong() > (multipart ? maxUpload : MAX_FORM)
                ? refused(413, "too_large", "This is more than the device takes. An upgrade file has at most 64 MiB.")
                : Optional.empty();
    }

    private static Optional<Verdict.Refused> refused(int status, String code, String message) {
        return Optional.of(new Verdict.Refused(status, code, message));
    }

    /** Returns a media type without its parameters (RFC 9110, section 8.3.1). */
    private static String type(@Nullable String contentType) {
        return contentType == null ? "" : contentType.split(";", -1)[0].strip().toLowerCase(Locale.ROOT);
    }
}
