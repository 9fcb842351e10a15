// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.felix.webconsole.servlet.AbstractServlet;
import org.apache.felix.webconsole.servlet.ServletConstants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The Web Console's page <i>Baton → Limits</i>: the text of {@code baton:limits}. */
@Component(
        service = Servlet.class,
        property = {
            ServletConstants.PLUGIN_LABEL + "=limits",
            ServletConstants.PLUGIN_TITLE + "=Limits",
            ServletConstants.PLUGIN_CATEGORY + "=Baton"
        })
public final class LimitsPage extends AbstractServlet {

    private static final long serialVersionUID = 1L;

    private final transient LimitsReport report;

    @Activate
    public LimitsPage(@Reference LimitsReport report) {
        this.report = report;
    }

    @Override
    public void renderContent(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter().print("<pre>" + escaped(report.limits()) + "</pre>");
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
