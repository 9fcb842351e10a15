// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Has the Web Console's form of a configuration show beside a field what is wrong with its value. The console has no
 * place for that: it sends what {@link SettingValidation} says as an error page, and shows the page in a dialog. This
 * filter adds the script {@code res/setting-form.js} to the console's page, and sends the text without a page around
 * it.
 *
 * <p>Threading. The threads of the console's requests.
 */
@Component(
        service = Filter.class,
        property = {
            "osgi.http.whiteboard.filter.pattern=/configMgr",
            "osgi.http.whiteboard.filter.pattern=/configMgr/*",
            "osgi.http.whiteboard.context.select=(osgi.http.whiteboard.context.name=org.apache.felix.webconsole)"
        })
public final class SettingFormFilter implements Filter {

    private static final String END_OF_HEAD = "</head>";

    @Activate
    public SettingFormFilter() {}

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest http && response instanceof HttpServletResponse answer) {
            filter(http, answer, chain);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static void filter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getMethod().equals("POST")) {
            chain.doFilter(request, new PlainRefusal(response));
            return;
        }
        Held held = new Held(response);
        chain.doFilter(request, held);
        String page = held.text();
        if (!page.isEmpty()) {
            String script = "<script src=\"%s/%s/res/setting-form.js\" defer=\"defer\"></script>"
                    .formatted(HtmlWriter.escaped(request.getContextPath()), ConsolePolicy.SESSIONS_PAGE);
            response.getWriter().write(withScript(page, script));
        }
    }

    /** Returns a page with an element at the end of its head; anything else as it is. */
    static String withScript(String page, String script) {
        int head = page.indexOf(END_OF_HEAD);
        return head < 0 ? page : page.substring(0, head) + script + page.substring(head);
    }

    /** Sends what the validation says as it is. */
    private static final class PlainRefusal extends HttpServletResponseWrapper {

        PlainRefusal(HttpServletResponse response) {
            super(response);
        }

        @Override
        public void sendError(int status, String message) throws IOException {
            if (status != SC_BAD_REQUEST || !message.startsWith(SettingValidation.NOT_STORED)) {
                super.sendError(status, message);
                return;
            }
            setStatus(status);
            setContentType("text/plain;charset=UTF-8");
            setHeader("Cache-Control", "no-store");
            getWriter().write(message);
        }
    }

    /** Holds back what is written as text. */
    private static final class Held extends HttpServletResponseWrapper {

        private final StringWriter text = new StringWriter();
        private final PrintWriter writer = new PrintWriter(text);

        Held(HttpServletResponse response) {
            super(response);
        }

        @Override
        public PrintWriter getWriter() {
            return writer;
        }

        @Override
        public void flushBuffer() {
            // what is held back is not flushed
        }

        String text() {
            return text.toString();
        }
    }
}
