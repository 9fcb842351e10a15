// SPDX-License-Identifier: Apache-2.0
package io.baton.session.form;

import io.baton.session.Effect;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.SessionId;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of a command, as JDK types: the outcome, and what its effects have for the audit.
 *
 * <p>Threading. Pure; any thread.
 *
 * <p>Errors. Reading throws {@link IllegalArgumentException} for anything that is not such a form.
 */
public final class OutcomeForm {

    private static final String REFUSED = "refused";

    private OutcomeForm() {}

    public static Map<String, Object> write(Outcome outcome) {
        Map<String, Object> form = new LinkedHashMap<>();
        switch (outcome) {
            case Outcome.Done done -> form.put("done", true);
            case Outcome.Refused(Reason reason, String message, Duration retryAfter) -> {
                form.put(REFUSED, reason.name());
                form.put("message", message);
                form.put("retryAfter", retryAfter.toString());
            }
        }
        return form;
    }

    /** The outcome that was written. */
    public static Outcome read(Map<?, ?> form) {
        return Forms.reading("an outcome", () -> {
            if (!form.containsKey(REFUSED)) {
                Forms.value(form, "done");
                return Outcome.done();
            }
            return Outcome.refused(
                    Reason.valueOf(Forms.text(form, REFUSED)),
                    Forms.text(form, "message"),
                    Duration.parse(Forms.text(form, "retryAfter")));
        });
    }

    public static Map<String, Object> write(Effect.Audited audited) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("action", audited.action());
        Forms.putIfPresent(form, "actor", audited.actor());
        Forms.putIfPresent(form, "target", audited.target());
        form.put("reason", audited.reason());
        Map<String, Object> terms = new TreeMap<>();
        audited.terms().forEach((name, points) -> terms.put(name, points.longValue()));
        form.put("terms", terms);
        return form;
    }

    /** What was written for the audit. */
    public static Effect.Audited readAudited(Map<?, ?> form) {
        return Forms.reading("an entry for the audit", () -> {
            String actor = Forms.textOrNull(form, "actor");
            String target = Forms.textOrNull(form, "target");
            Map<String, Integer> terms = new HashMap<>();
            Forms.map(form, "terms")
                    .forEach((name, points) -> terms.put((String) name, Math.toIntExact(Forms.whole(points))));
            return new Effect.Audited(
                    Forms.text(form, "action"),
                    actor == null ? null : new SessionId(actor),
                    target == null ? null : new SessionId(target),
                    Forms.text(form, "reason"),
                    terms);
        });
    }
}
