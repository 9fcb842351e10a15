// SPDX-License-Identifier: Apache-2.0
package io.baton.web.ui;

import io.baton.shared.http.DeclaredAccess;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletAsyncSupported;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** Serves the page's files and routes, and 404 for any path that no other servlet serves. */
@Component(
        service = Servlet.class,
        property = {
            DeclaredAccess.PROPERTY + "=/ " + DeclaredAccess.PUBLIC,
            DeclaredAccess.PROPERTY + "=/static/* " + DeclaredAccess.PUBLIC
        })
@HttpWhiteboardServletAsyncSupported
@HttpWhiteboardServletPattern({"/", "/static/*"})
public final class PageServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient PageFiles files = new PageFiles();

    /** Admits GET and HEAD only; TRACE would show a script headers that it may not see. */
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (request.getMethod().equals("GET") || request.getMethod().equals("HEAD")) {
            super.service(request, response);
        } else {
            response.setHeader("Allow", "GET, HEAD");
            response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
        }
    }

    /** The answer to GET without its body. */
    @Override
    protected void doHead(HttpServletRequest request, HttpServletResponse response) throws IOException {
        doGet(request, response);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String inside = request.getPathInfo();
        Answer answer =
                files.find(request.getServletPath() + (inside == null ? "" : inside), request.getHeader("Accept"));
        response.setStatus(answer.status());
        answer.headers().forEach(response::setHeader);
        response.setContentLength(answer.body().length);
        if (answer.body().length > 0 && request.getMethod().equals("GET")) {
            BodyWriter.write(request.startAsync(request, response), answer.body());
        }
    }
}
