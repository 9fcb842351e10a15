// SPDX-License-Identifier: Apache-2.0
package io.baton.session.desk;

import io.baton.session.Desk;
import io.baton.session.Roster;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The shell command {@code baton:sessions}. */
@Component(
        service = SessionsCommand.class,
        property = {"osgi.command.scope=baton", "osgi.command.function=sessions"})
public final class SessionsCommand {

    private final Desk desk;

    @Activate
    public SessionsCommand(@Reference Desk desk) {
        this.desk = desk;
    }

    /** Who is here, one line each. */
    public String sessions() {
        Roster roster = desk.roster();
        StringBuilder text = new StringBuilder("%d of %d seats, epoch %d, revision %d"
                .formatted(
                        roster.sessions().size(), roster.settings().maxSessions(), roster.epoch(), roster.revision()));
        roster.sessions()
                .forEach(session -> text.append("%n%-8s %-24s %-8s %-15s %s %s"
                        .formatted(
                                roster.mode(session).word(),
                                session.nickname(),
                                session.browser(),
                                session.source(),
                                session.linked() ? session.link() : "connecting",
                                session.id())));
        return text.toString();
    }
}
