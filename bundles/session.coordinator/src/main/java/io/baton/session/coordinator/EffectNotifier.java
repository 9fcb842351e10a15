// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import io.baton.peer.PeerId;
import io.baton.rpc.RpcEvents;
import io.baton.rpc.RpcResult;
import io.baton.session.Effect;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tells sessions what a decision has for them, those it removed included. */
final class EffectNotifier {

    private EffectNotifier() {}

    /** The links whose clients were told something. */
    static Set<PeerId> tell(RpcEvents events, Roster before, Roster next, List<Effect> effects, Instant now) {
        Set<PeerId> told = new HashSet<>();
        for (Effect effect : effects) {
            switch (effect) {
                case Effect.Notify notify ->
                    link(before, next, notify.session()).ifPresent(link -> {
                        Object params = notify.params().isEmpty() ? RpcResult.VOID : notify.params();
                        events.send(link, notify.event(), params);
                        told.add(link);
                    });
                case Effect.SessionExpiring expiring ->
                    link(before, next, expiring.session())
                            .ifPresent(link ->
                                    events.send(link, "sessionExpiring", Map.of("seconds", expiring.seconds())));
                case Effect.ControlVacant(var why) ->
                    events.sendToAdmitted("controlVacant", Map.of("reason", why.wireName()));
                case Effect.ControlReserved reserved ->
                    events.sendToAdmitted(
                            "controlReserved",
                            Map.of(
                                    "sessionId", reserved.session().value(),
                                    "until", reserved.until().toString(),
                                    "seconds", seconds(now, reserved.until())));
                case Effect.ModeChanged mode -> {
                    // told with the list, by whoever tells the list
                }
                case Effect.ControlPassed passed -> {
                    // follows from the modes
                }
                case Effect.VideoOn on -> {
                    // is seen
                }
                case Effect.SessionRemoved removed -> {
                    // was told if it could be
                }
                case Effect.CloseLink closed -> {
                    // happens when what was told has arrived
                }
                case Effect.Audited audited -> {
                    // for the audit
                }
            }
        }
        return told;
    }

    /** Whole seconds left, rounded up: nobody is told 0 while there is still time. */
    private static long seconds(Instant now, Instant until) {
        long millis = Math.max(0, Duration.between(now, until).toMillis());
        return (millis + 999) / 1000;
    }

    private static Optional<PeerId> link(Roster before, Roster next, SessionId id) {
        return next.session(id).or(() -> before.session(id)).map(Session::link);
    }
}
