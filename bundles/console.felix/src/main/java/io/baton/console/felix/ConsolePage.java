// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import io.baton.session.Login;
import io.baton.session.Role;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.felix.webconsole.servlet.AbstractServlet;
import org.apache.felix.webconsole.servlet.ServletConstants;
import org.apache.felix.webconsole.servlet.User;

/**
 * A page of the Web Console's category <i>Baton</i>: written whole by the server, so that it is read without scripts.
 * Where scripts run, {@code res/baton-console.js} reads the page again every five seconds and replaces the part that
 * {@link #live} writes.
 */
abstract class ConsolePage extends AbstractServlet {

    private static final long serialVersionUID = 1L;

    static final String CATEGORY = ServletConstants.PLUGIN_CATEGORY + "=Baton";
    static final String LABEL = ServletConstants.PLUGIN_LABEL + "=";
    static final String TITLE = ServletConstants.PLUGIN_TITLE + "=";

    /** Writes what stays: forms that are filled in. */
    void fixed(HttpServletRequest request, HtmlWriter html) {
        // most pages have none
    }

    /** Writes what is read again. */
    abstract void live(HttpServletRequest request, HtmlWriter html);

    @Override
    public void renderContent(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HtmlWriter html = new HtmlWriter();
        html.element("script", "", "src", root(request) + "/res/baton-console.js", "defer", "defer");
        fixed(request, html);
        html.open("div", "id", "live-part");
        live(request, html);
        html.close("div");
        response.getWriter().print(html);
    }

    /** Returns the path of this page. */
    static String root(HttpServletRequest request) {
        return String.valueOf(request.getAttribute(ServletConstants.ATTR_PLUGIN_ROOT));
    }

    /** Returns the login that the console admitted; one without any right where it admitted none. */
    static Login login(HttpServletRequest request) {
        return request.getAttribute(User.USER_ATTRIBUTE) instanceof User user
                        && user.getUserObject() instanceof Login login
                ? login
                : Login.unauthenticated(Role.VIEWER);
    }

    /** Returns a parameter of a request; empty when it has none of this name. */
    static String parameter(HttpServletRequest request, String name) {
        String value = request.getParameter(name);
        return value == null ? "" : value;
    }
}
