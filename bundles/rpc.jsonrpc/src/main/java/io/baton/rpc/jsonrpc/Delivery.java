// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.peer.PeerId;
import io.baton.session.Effect;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.Session;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** An event and the peer it goes to. */
record Delivery(PeerId peer, Event event) {

    /**
     * Returns what sessions are told of a decision, in the order of the effects: notices and the state of control
     * first, then the changes of modes. A session that the decision removed is told too.
     *
     * @param open whether the channel of a peer is open; broadcasts go to no other
     * @param now by the clock of the roster
     */
    static List<Delivery> of(Roster before, Roster after, List<Effect> effects, Predicate<PeerId> open, Instant now) {
        List<Delivery> deliveries = new ArrayList<>();
        for (Effect effect : effects) {
            switch (effect) {
                case Effect.Notice notice ->
                    notice.link(before, after).ifPresent(link -> deliveries.add(new Delivery(link, Event.of(notice))));
                case Effect.ControlVacant(var why) ->
                    deliveries.addAll(toAdmitted(after, open, Event.controlVacant(why)));
                case Effect.ControlReserved reserved ->
                    deliveries.addAll(toAdmitted(after, open, Event.controlReserved(reserved, now)));
                case Effect.ModeChanged changed -> {
                    // after the others
                }
                case Effect.ControlPassed passed -> {
                    // the changes of modes say it
                }
                case Effect.VideoOn on -> {
                    // visible
                }
                case Effect.SessionRemoved removed -> {
                    // its notice says it
                }
                case Effect.CloseLink closed -> {
                    // its notice says why
                }
                case Effect.Audited audited -> {
                    // for the audit
                }
            }
        }
        for (Effect effect : effects) {
            if (effect instanceof Effect.ModeChanged changed) {
                after.session(changed.session())
                        .map(Session::link)
                        .ifPresent(link -> deliveries.add(new Delivery(link, Event.modeChanged(changed))));
            }
        }
        return deliveries;
    }

    /** Returns one delivery for each session whose channel is open, pending ones included. */
    static List<Delivery> toAll(Roster roster, Predicate<PeerId> open, Event event) {
        return to(roster, session -> true, open, event);
    }

    /** Returns one delivery for each admitted session whose channel is open. */
    static List<Delivery> toAdmitted(Roster roster, Predicate<PeerId> open, Event event) {
        return to(roster, Session::admitted, open, event);
    }

    /** Returns one delivery for each admitted administrator whose channel is open. */
    static List<Delivery> toAdministrators(Roster roster, Predicate<PeerId> open, Event event) {
        return to(roster, Delivery::isAdministrator, open, event);
    }

    static boolean isAdministrator(Session session) {
        return session.admitted() && session.role() == Role.ADMIN;
    }

    private static List<Delivery> to(
            Roster roster, Predicate<Session> recipients, Predicate<PeerId> open, Event event) {
        List<Delivery> deliveries = new ArrayList<>();
        for (Session session : roster.sessions()) {
            PeerId link = session.link();
            if (link != null && recipients.test(session) && open.test(link)) {
                deliveries.add(new Delivery(link, event));
            }
        }
        return deliveries;
    }
}
