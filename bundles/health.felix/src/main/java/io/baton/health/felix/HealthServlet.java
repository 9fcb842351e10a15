// SPDX-License-Identifier: Apache-2.0
package io.baton.health.felix;

import io.baton.shared.http.DeclaredAccess;
import io.baton.shared.json.JsonCodec;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code GET /baton/health}: the results of all checks as JSON. The status is 200 as long as none is worse than
 * a warning, else 503, so that a load balancer or a watchdog needs no parser. {@code ?tag=} selects the checks with a
 * tag.
 */
@Component(service = Servlet.class, property = DeclaredAccess.PROPERTY + "=/baton/health " + DeclaredAccess.LOGIN)
@HttpWhiteboardServletPattern("/baton/health")
public final class HealthServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger("health.felix");
    private static final JsonCodec JSON = new JsonCodec(new JsonCodec.Limits(256 * 1024, 8, 32, 64));

    private final transient HealthCheckExecutor executor;

    @Activate
    public HealthServlet(@Reference HealthCheckExecutor executor) {
        this.executor = executor;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        String tag = request.getParameter("tag");
        HealthReport report = HealthReport.of(executor, tag == null ? "" : tag);
        Map<String, Object> members = report.members();
        response.setStatus(report.isWell() ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setContentType("application/json");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        try {
            response.getOutputStream().write(JSON.bytes(members));
        } catch (IOException e) {
            LOG.debug("response not taken cause={}", e.toString());
        }
    }
}
