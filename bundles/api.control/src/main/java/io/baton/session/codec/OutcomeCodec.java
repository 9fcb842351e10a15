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
 * Encodes the outcome of a command, and its effects for the audit, as JDK types.
 *
 * <p>Threading. Pure; any thread.
 *
 * <p>Errors. Reading throws {@link IllegalArgumentException} for anything that is not such an encoding.
 */
public final class OutcomeCodec {

    private static final String REFUSED = "refused";

    private OutcomeCodec() {}

    public static Map<String, Object> write(Outcome outcome) {
        Map<String, Object> fields = new LinkedHashMap<>();
        switch (outcome) {
            case Outcome.Done done -> fields.put("done", true);
            case Outcome.Refused(Reason reason, String message, Duration retryAfter) -> {
                fields.put(REFUSED, reason.name());
                fields.put("message", message);
                fields.put("retryAfter", retryAfter.toString());
            }
        }
        return fields;
    }

    /** The outcome that was written. */
    public static Outcome read(Map<?, ?> fields) {
        return CodecFields.reading("an outcome", () -> {
            if (!fields.containsKey(REFUSED)) {
                CodecFields.value(fields, "done");
                return Outcome.done();
            }
            return Outcome.refused(
                    Reason.valueOf(CodecFields.text(fields, REFUSED)),
                    CodecFields.text(fields, "message"),
                    Duration.parse(CodecFields.text(fields, "retryAfter")));
        });
    }

    public static Map<String, Object> write(Effect.Audited audited) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("action", audited.action());
        CodecFields.putIfPresent(fields, "actor", audited.actor());
        CodecFields.putIfPresent(fields, "target", audited.target());
        fields.put("reason", audited.reason());
        Map<String, Object> terms = new TreeMap<>();
        audited.terms().forEach((name, points) -> terms.put(name, points.longValue()));
        fields.put("terms", terms);
        return fields;
    }

    /** What was written for the audit. */
    public static Effect.Audited readAudited(Map<?, ?> fields) {
        return CodecFields.reading("an entry for the audit", () -> {
            String actor = CodecFields.textOrNull(fields, "actor");
            String target = CodecFields.textOrNull(fields, "target");
            Map<String, Integer> terms = new HashMap<>();
            CodecFields.map(fields, "terms")
                    .forEach((name, points) -> terms.put((String) name, Math.toIntExact(CodecFields.whole(points))));
            return new Effect.Audited(
                    CodecFields.text(fields, "action"),
                    actor == null ? null : new SessionId(actor),
                    target == null ? null : new SessionId(target),
                    CodecFields.text(fields, "reason"),
                    terms);
        });
    }
}
