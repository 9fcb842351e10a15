// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletErrorPage;

/** Gives errors of the container and of other servlets the common form, without internal details. */
@Component(service = Servlet.class)
@HttpWhiteboardServletErrorPage(errorPage = {"4xx", "5xx"})
public final class ErrorServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final Map<Integer, Problem> KNOWN = Map.of(
            404,
            new Problem(404, "not_found", "There is nothing at this address.", Duration.ZERO),
            405,
            new Problem(405, "wrong_method", "This address does not take that method.", Duration.ZERO),
            500,
            Problem.internalError(),
            503,
            Problem.unavailable());

    private final transient HttpResponses responses = new HttpResponses(new FrameWriter(new SecureRandom()));

    @Activate
    public ErrorServlet() {}

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
        int status = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code ? code : 404;
        responses.problem(response, problem(status));
    }

    static Problem problem(int status) {
        Problem known = KNOWN.get(status);
        return known == null ? new Problem(status, "http_" + status, "The request was refused.", Duration.ZERO) : known;
    }
}
