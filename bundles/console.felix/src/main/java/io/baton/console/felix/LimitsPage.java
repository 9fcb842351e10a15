// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import java.security.SecureRandom;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The Web Console's page <i>Baton → Limits</i>: the text of {@code baton:limits}. */
@Component(
        service = Servlet.class,
        property = {ConsolePage.LABEL + "limits", ConsolePage.TITLE + "Limits", ConsolePage.CATEGORY})
public final class LimitsPage extends ConsolePage {

    private static final long serialVersionUID = 1L;

    private final transient LimitsReport report;

    @Activate
    public LimitsPage(@Reference LimitsReport report) {
        super(new SecureRandom());
        this.report = report;
    }

    @Override
    void live(HttpServletRequest request, HtmlWriter html) {
        html.element("pre", report.limits());
    }
}
