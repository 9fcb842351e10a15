// SPDX-License-Identifier: Apache-2.0
package io.baton.session.codec;

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
public final class OutcomeCodec {

    private static final String REFUSED = "refused";

    private OutcomeCodec() {}

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
        return CodecFields.reading("an outcome", () -> {
            if (!form.containsKey(REFUSED)) {
                CodecFields.value(form, "done");
                return Outcome.done();
            }
            return Outcome.refused(
                    Reason.valueOf(CodecFields.text(form, REFUSED)),
                    CodecFields.text(form, "message"),
                    Duration.parse(CodecFields.text(form, "retryAfter")));
        });
    }

    public static Map<String, Object> write(Effect.Audited audited) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put("action", audited.action());
        CodecFields.putIfPresent(form, "actor", audited.actor());
        CodecFields.putIfPresent(form, "target", audited.target());
        form.put("reason", audited.reason());
        Map<String, Object> terms = new TreeMap<>();
        audited.terms().forEach((name, points) -> terms.put(name, points.longValue()));
        form.put("terms", terms);
        return form;
    }

    /** What was written for the audit. */
    public static Effect.Audited readAudited(Map<?, ?> form) {
        return CodecFields.reading("an entry for the audit", () -> {
            String actor = CodecFields.textOrNull(form, "actor");
            String target = CodecFields.textOrNull(form, "target");
            Map<String, Integer> terms = new HashMap<>();
            CodecFields.map(form, "terms")
                    .forEach((name, points) -> terms.put((String) name, Math.toIntExact(CodecFields.whole(points))));
            return new Effect.Audited(
                    CodecFields.text(form, "action"),
                    actor == null ? null : new SessionId(actor),
                    target == null ? null : new SessionId(target),
                    CodecFields.text(form, "reason"),
                    terms);
        });
    }
}
