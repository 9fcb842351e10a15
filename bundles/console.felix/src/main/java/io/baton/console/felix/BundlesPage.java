// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import java.security.SecureRandom;
import org.apache.felix.webconsole.servlet.ServletConstants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The Web Console's page <i>Baton → Bundles</i>: each of Baton's bundles, how it is, and how its last swap went. */
@Component(
        service = Servlet.class,
        property = {ConsolePage.LABEL + "device-bundles", ConsolePage.TITLE + "Bundles", ConsolePage.CATEGORY})
public final class BundlesPage extends ConsolePage {

    private static final long serialVersionUID = 1L;

    private final transient BundlesReader reader;

    @Activate
    public BundlesPage(@Reference BundlesReader reader) {
        super(new SecureRandom());
        this.reader = reader;
    }

    @Override
    void live(HttpServletRequest request, HtmlWriter html) {
        BundlesTable.write(html, reader.rows(), String.valueOf(request.getAttribute(ServletConstants.ATTR_APP_ROOT)));
        html.status("Swaps and gaps are counted since this page's own bundle was started. A gap is the time in which no"
                + " version of the bundle ran.");
    }
}
