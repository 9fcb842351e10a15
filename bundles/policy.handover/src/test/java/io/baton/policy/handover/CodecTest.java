// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.policy.Decision;
import io.baton.session.ActivitySample;
import io.baton.session.Command;
import io.baton.session.Effect;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.SessionId;
import io.baton.session.Settings;
import io.baton.session.codec.CommandCodec;
import io.baton.session.codec.OutcomeCodec;
import io.baton.session.codec.RosterCodec;
import io.baton.session.codec.SettingsCodec;
import io.baton.testkit.ManualClock;
import io.baton.testkit.RandomCommands;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Everything the rules produce survives encoding. */
class CodecTest {

    private static final int SEEDS = 12;
    private static final int STEPS = 300;

    private final HandoverPolicy policy = new HandoverPolicy();

    @Test
    void rosterCommandOutcomeAndAuditRoundTrip() {
        Set<Class<?>> commands = new HashSet<>();
        Set<Class<?>> outcomes = new HashSet<>();
        Set<String> actions = new HashSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            history(seed, (command, decision) -> {
                commands.add(command.getClass());
                outcomes.add(decision.outcome().getClass());
                assertEquals(command, CommandCodec.read(throughJson(CommandCodec.write(command))));
                assertEquals(decision.next(), RosterCodec.read(throughJson(RosterCodec.write(decision.next()))));
                assertEquals(
                        decision.outcome(), OutcomeCodec.read(throughJson(OutcomeCodec.write(decision.outcome()))));
                for (Effect effect : decision.effects()) {
                    if (effect instanceof Effect.Audited audited) {
                        actions.add(audited.action());
                        assertEquals(audited, OutcomeCodec.readAudited(throughJson(OutcomeCodec.write(audited))));
                    }
                }
            });
        }
        assertEquals(Set.of(Command.class.getPermittedSubclasses()), commands);
        assertEquals(2, outcomes.size());
        assertTrue(actions.size() > 2, actions.toString());
    }

    @Test
    void equalRostersHaveEqualEncodings() {
        history(7, (command, decision) -> {
            Map<String, Object> encoding = RosterCodec.write(decision.next());
            assertEquals(
                    encoding.toString(),
                    RosterCodec.write(RosterCodec.read(encoding)).toString());
        });
    }

    /** The encoding of the latest command of each kind, and of a roster, with each field lost or of another type. */
    @Test
    void malformedEncodingIsRefused() {
        Map<String, Map<String, Object>> encodings = new LinkedHashMap<>();
        Roster[] last = {Roster.EMPTY};
        history(3, (command, decision) -> {
            encodings.put(CommandCodec.wireName(command), CommandCodec.write(command));
            if (decision.next().sessions().size() > 1) {
                last[0] = decision.next();
            }
        });
        encodings.forEach((name, encoding) ->
                encoding.keySet().forEach(key -> refused(with(encoding, key, new Object[0]))));
        encodings.forEach((name, encoding) -> refused(with(encoding, "command", null)));
        Map<String, Object> roster = RosterCodec.write(last[0]);
        for (String key : roster.keySet()) {
            assertThrows(IllegalArgumentException.class, () -> RosterCodec.read(with(roster, key, new Object[0])), key);
        }
        refused(Map.of("command", "somethingElse"));
    }

    @Test
    void formerNamesAreRead() {
        Command tick = CommandCodec.read(Map.of("command", "tick", "pulses", Map.of("a", Map.of("grade", 7))));
        assertEquals(new Command.Tick(Map.of(new SessionId("a"), new ActivitySample(null, null, 7))), tick);
        RosterFixture fixture = new RosterFixture();
        Roster accepted =
                fixture.does(fixture.join("ann", RosterFixture.shared("c"))).roster();
        assertTrue(RosterCodec.write(accepted).toString().contains("ACCEPTED"));
        assertEquals(accepted, RosterCodec.read(withFormerState(RosterCodec.write(accepted))));
    }

    @Test
    void rosterOfPreviousSchemaIsRead() {
        assertTrue(RosterCodec.isReadable(RosterCodec.SCHEMA - 1));
        assertTrue(RosterCodec.isReadable(RosterCodec.SCHEMA));
        assertFalse(RosterCodec.isReadable(RosterCodec.SCHEMA + 1));
        assertFalse(RosterCodec.isReadable(RosterCodec.SCHEMA - 2));
        RosterFixture fixture = new RosterFixture().operator("ann");
        fixture.does(fixture.resume("x", "ann", RosterFixture.account("ann", Role.OPERATOR)));
        Map<?, ?> encoding = RosterCodec.write(fixture.roster());
        assertTrue(encoding.toString().contains("previousToken")
                && encoding.toString().contains("offer"));
        Roster read = RosterCodec.read(without(Set.of("previousToken", "offer"), encoding));
        assertNull(read.sessions().getFirst().previousToken());
        assertNull(read.sessions().getFirst().connection().offer());
    }

    private static Map<?, ?> without(Set<String> keys, Map<?, ?> fields) {
        Map<Object, Object> former = new LinkedHashMap<>(fields);
        former.keySet().removeAll(keys);
        former.replaceAll((key, value) -> switch (value) {
            case Map<?, ?> map -> without(keys, map);
            case List<?> list
            when key.equals("sessions") ->
                list.stream().map(session -> without(keys, (Map<?, ?>) session)).toList();
            default -> value;
        });
        return former;
    }

    private static Map<?, ?> withFormerState(Map<?, ?> fields) {
        Map<Object, Object> former = new LinkedHashMap<>(fields);
        former.replaceAll((key, value) -> switch (value) {
            case Map<?, ?> map -> withFormerState(map);
            case List<?> list
            when key.equals("sessions") ->
                list.stream()
                        .map(session -> withFormerState((Map<?, ?>) session))
                        .toList();
            default -> value.equals("ACCEPTED") ? "SEATED" : value;
        });
        return former;
    }

    @Test
    void missingSettingsHaveDefaults() {
        assertEquals(Settings.DEFAULTS, SettingsCodec.read(Map.of()));
        assertThrows(IllegalArgumentException.class, () -> SettingsCodec.read(Map.of("noSuchSetting", 1)));
        assertThrows(IllegalArgumentException.class, () -> SettingsCodec.read(Map.of("maxSessions", 1.5)));
        assertThrows(IllegalArgumentException.class, () -> SettingsCodec.read(Map.of("maxSessions", 0)));
    }

    private static void refused(Map<String, Object> encoding) {
        assertThrows(IllegalArgumentException.class, () -> CommandCodec.read(encoding), encoding::toString);
    }

    private static Map<String, Object> with(Map<String, Object> encoding, String key, @Nullable Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(encoding);
        if (value == null) {
            changed.remove(key);
        } else {
            changed.put(key, value);
        }
        return changed;
    }

    private interface Step {
        void decided(Command command, Decision decision);
    }

    private void history(int seed, Step step) {
        Random random = new Random(seed);
        RandomCommands commands = new RandomCommands(random);
        Roster roster = Roster.EMPTY;
        Instant now = ManualClock.START;
        for (int i = 0; i < STEPS; i++) {
            now = now.plus(Duration.ofMillis(random.nextInt(2_000)));
            Command command = commands.next(roster, now);
            Decision decision = policy.decide(roster, command, now);
            step.decided(command, decision);
            roster = decision.next();
        }
    }

    /** As a JSON parser gives it back: small numbers are narrow, and order and type of collections are lost. */
    private static Map<?, ?> throughJson(Map<String, Object> encoding) {
        return (Map<?, ?>) json(encoding);
    }

    private static Object json(Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .collect(Collectors.toMap(entry -> (String) entry.getKey(), entry -> json(entry.getValue())));
            case List<?> list -> list.stream().map(CodecTest::json).toList();
            case Long number when number == number.intValue() -> number.intValue();
            case Long number -> number;
            case String text -> text;
            case Boolean truth -> truth;
            default -> throw new AssertionError("JSON has no " + value.getClass());
        };
    }
}
