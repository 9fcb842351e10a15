// SPDX-License-Identifier: Apache-2.0
package io.baton.web.ui;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;

/** Answers what no other servlet answers: the page's files, and the page itself for any other path a browser opens. */
@Component(service = Servlet.class)
@HttpWhiteboardServletPattern({"/", "/static/*"})
public final class PageServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient PageFiles files = new PageFiles();

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String inside = request.getPathInfo();
        Answer answer =
                files.find(request.getServletPath() + (inside == null ? "" : inside), request.getHeader("Accept"));
        response.setStatus(answer.status());
        answer.headers().forEach(response::setHeader);
        response.setContentLength(answer.body().length);
        response.getOutputStream().write(answer.body());
    }
}
