// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import io.baton.session.Login;
import io.baton.session.Reason;
import io.baton.session.Role;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.random.RandomGenerator;
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

    private static final String RESULT = "result";

    static final String CATEGORY = ServletConstants.PLUGIN_CATEGORY + "=Baton";
    static final String LABEL = ServletConstants.PLUGIN_LABEL + "=";
    static final String TITLE = ServletConstants.PLUGIN_TITLE + "=";

    private final transient Refusals refusals;

    /** @param random as of {@link Refusals} */
    ConsolePage(RandomGenerator random) {
        refusals = new Refusals(random);
    }

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
        result(parameter(request, RESULT))
                .ifPresent(text -> html.status(text, "role", "status", "data-testid", "result"));
        fixed(request, html);
        html.open("div", "id", "live-part");
        live(request, html);
        html.close("div");
        response.getWriter().print(html);
    }

    /** Returns how many bytes a form with a file may have; zero where the page takes no file. */
    long maxUpload() {
        return 0;
    }

    /**
     * Carries out what a form of this page asks for.
     *
     * @return the word for {@link #result}
     */
    String perform(HttpServletRequest request) throws IOException {
        return Reason.BAD_VALUE.wireName();
    }

    /** Returns what became of a form, by the word that the address carries; empty for any other word. */
    Optional<String> result(String word) {
        return Optional.empty();
    }

    /** Answers a form by leading back to the page, which says what became of it, so that a reload repeats nothing. */
    @Override
    protected final void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Optional<Verdict.Refused> refused = PostedForm.refusal(request, login(request), maxUpload());
        if (refused.isPresent()) {
            refusals.send(response, refused.get());
        } else {
            response.sendRedirect(root(request) + "?" + RESULT + "=" + perform(request));
        }
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
