// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import io.baton.audit.AuditLog;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.SessionCoordinator;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** The Web Console's page <i>Baton → Sessions</i>: who is connected, how well, and what an administrator may do. */
@Component(
        service = Servlet.class,
        property = {
            ConsolePage.LABEL + ConsolePolicy.SESSIONS_PAGE,
            ConsolePage.TITLE + "Sessions",
            ConsolePage.CATEGORY
        })
public final class SessionsPage extends ConsolePage {

    private static final long serialVersionUID = 1L;
    private static final String DONE = "done";

    private final transient SessionsReader reader;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    transient volatile @Nullable SessionCoordinator coordinator;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    transient volatile @Nullable AuditLog audit;

    @Activate
    public SessionsPage(@Reference SessionsReader reader) {
        super(new SecureRandom());
        this.reader = reader;
    }

    @Override
    void live(HttpServletRequest request, HtmlWriter html) {
        SessionCoordinator present = coordinator;
        if (present == null) {
            html.status("The session coordinator is being replaced. The page reads it again in a moment.");
            return;
        }
        reader.table(present).write(html);
        html.status(reader.input());
    }

    @Override
    String perform(HttpServletRequest request) {
        Outcome outcome = SessionActions.perform(
                parameter(request, "action"),
                parameter(request, "session"),
                login(request),
                request.getRemoteAddr(),
                coordinator,
                audit);
        return outcome instanceof Outcome.Refused refused ? refused.reason().wireName() : DONE;
    }

    @Override
    Optional<String> result(String word) {
        return resultText(word);
    }

    static Optional<String> resultText(String word) {
        if (word.equals(DONE)) {
            return Optional.of("Done.");
        }
        return Stream.of(Reason.values())
                .filter(reason -> reason.wireName().equals(word))
                .map(reason -> "Refused (" + word + "): " + reason.meaning() + " " + reason.advice())
                .findFirst();
    }
}
