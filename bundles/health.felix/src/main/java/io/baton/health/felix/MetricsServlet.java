// SPDX-License-Identifier: Apache-2.0
package io.baton.health.felix;

import io.baton.shared.http.DeclaredAccess;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves {@code GET /metrics} in the text format of OpenMetrics 1.0. */
@Component(service = Servlet.class, property = DeclaredAccess.PROPERTY + "=/metrics " + DeclaredAccess.LOGIN)
@HttpWhiteboardServletPattern("/metrics")
public final class MetricsServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger("health.felix");

    private final transient HealthCheckExecutor executor;
    private final transient DeviceMetrics metrics;

    @Activate
    public MetricsServlet(
            @Reference HealthCheckExecutor executor, @Reference DeviceServices services, BundleContext context) {
        this.executor = executor;
        metrics = new DeviceMetrics(
                services,
                new HostMeter(InvariantChecks.dataDirectory(context)),
                context.getBundle().getVersion().toString());
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        HealthReport health = HealthReport.of(executor);
        response.setContentType(MetricSamples.CONTENT_TYPE);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        try {
            response.getOutputStream().write(metrics.read(health).text());
        } catch (IOException e) {
            LOG.debug("response not taken cause={}", e.toString());
        }
    }
}
