// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import io.baton.auth.Authenticator;
import io.baton.shared.http.DeclaredAccess;
import jakarta.servlet.FilterChain;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.component.propertytypes.ServiceRanking;
import org.osgi.service.servlet.whiteboard.HttpWhiteboardConstants;
import org.osgi.service.servlet.whiteboard.Preprocessor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Enforces what is declared of each route ({@link DeclaredAccess}) before its servlet sees the request: a route that
 * needs a login or an administrator asks {@link Authenticator}, and refuses with 503 while that is absent. A browser
 * that opens a page without a login is led to the one that has it. A route of which nothing is declared is refused: a
 * new servlet is closed until it is said which clients may use it. Servlets check again what belongs to a single method
 * or account.
 *
 * <p>The component declares the routes of the Web Console, which registers its servlet itself.
 */
@Component(service = Preprocessor.class, property = RouteGuard.CONSOLE)
@ServiceRanking(RouteGuard.RANKING)
public final class RouteGuard extends HttpFilter implements Preprocessor {

    static final String CONSOLE = DeclaredAccess.PROPERTY + "=/system/console/* " + DeclaredAccess.ADMIN;

    /** Behind the filters that refuse by host name, origin and transport: these need no login, and drop cookies. */
    static final int RANKING = -200;

    private static final String LOGIN_PAGE = "/";

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger("signalling.websocket");

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    transient volatile @Nullable Authenticator authenticator;

    private final transient RouteTable routes = new RouteTable();
    private final transient HttpResponses responses = new HttpResponses(new FrameWriter(new SecureRandom()));

    /** @param properties with what this component declares of the routes of others */
    @Activate
    public RouteGuard(Map<String, Object> properties) {
        routes.add(this, null, properties.get(DeclaredAccess.PROPERTY));
    }

    /** Adds the routes of a servlet, without making the servlet. */
    @Reference(
            service = Servlet.class,
            target = "(" + HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_PATTERN + "=*)",
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            unbind = "removeServlet")
    void addServlet(ServiceReference<Servlet> servlet) {
        if (isDefaultContext(servlet)) {
            routes.add(
                    servlet,
                    servlet.getProperty(HttpWhiteboardConstants.HTTP_WHITEBOARD_SERVLET_PATTERN),
                    servlet.getProperty(DeclaredAccess.PROPERTY));
        }
    }

    void removeServlet(ServiceReference<Servlet> servlet) {
        routes.remove(servlet);
    }

    /** Patterns of another context are below its path; the Web Console's is the only one. */
    private static boolean isDefaultContext(ServiceReference<Servlet> servlet) {
        return servlet.getProperty(HttpWhiteboardConstants.HTTP_WHITEBOARD_CONTEXT_SELECT) == null;
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String inside = request.getPathInfo();
        String path = request.getServletPath() + (inside == null ? "" : inside);
        Problem refusal = refusal(path, request);
        if (refusal == null) {
            chain.doFilter(request, response);
        } else if (refusal.status() == HttpServletResponse.SC_UNAUTHORIZED && isNavigation(request)) {
            response.setStatus(HttpServletResponse.SC_FOUND);
            response.setHeader("Location", LOGIN_PAGE);
            response.setHeader("Cache-Control", "no-store");
        } else {
            responses.problem(response, refusal);
        }
    }

    /** Whether a browser opens a page, so that the login page helps its user. */
    private static boolean isNavigation(HttpServletRequest request) {
        String accept = request.getHeader("Accept");
        return request.getMethod().equals("GET") && accept != null && accept.contains("text/html");
    }

    private @Nullable Problem refusal(String path, HttpServletRequest request) {
        Optional<String> access = routes.access(path);
        if (access.isEmpty()) {
            LOG.warn("request refused method={} path={} code=undeclared_route", request.getMethod(), path);
            return new Problem(404, "not_found", "There is nothing at this address.", Duration.ZERO);
        }
        Problem refusal = LoginCheck.refusal(access.get(), authenticator, request);
        if (refusal != null) {
            LOG.debug("request refused method={} path={} code={}", request.getMethod(), path, refusal.code());
        }
        return refusal;
    }
}
