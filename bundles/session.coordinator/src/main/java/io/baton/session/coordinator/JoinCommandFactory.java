// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import io.baton.nickname.NameCheck;
import io.baton.nickname.NicknameKey;
import io.baton.nickname.NicknamePolicy;
import io.baton.policy.Decision;
import io.baton.policy.SessionPolicy;
import io.baton.session.Admission;
import io.baton.session.Command;
import io.baton.session.JoinRequest;
import io.baton.session.Login;
import io.baton.session.Outcome;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionId;
import io.baton.session.Setting;
import io.baton.session.TokenDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Turns a request into a command: makes ids and tokens, and gives every session a nickname of its own.
 *
 * <p>Threading. The coordinator's thread.
 */
final class JoinCommandFactory {

    private static final int SECRET_BYTES = 32;

    private final DecisionApplier applier;
    private final Services services;
    private final RandomGenerator random;

    /** @param random a cryptographically strong one */
    JoinCommandFactory(DecisionApplier applier, Services services, RandomGenerator random) {
        this.applier = applier;
        this.services = services;
        this.random = random;
    }

    private record Name(String shown, String key) {
        static final Name NONE = new Name("", "");
    }

    /** Answers a request; empty while the nickname policy is absent. */
    Optional<Admission> join(SessionPolicy policy, JoinRequest request) {
        Name name = name(request);
        if (name == null) {
            return Optional.empty();
        }
        String token = secret();
        String resume = request.resumeToken();
        Command.Join join = new Command.Join(
                new SessionId(secret()),
                TokenDigest.of(token),
                resume == null ? null : TokenDigest.of(resume),
                request.socketSession(),
                request.login(),
                request.source(),
                name.shown(),
                name.key(),
                BrowserName.of(request.userAgent()),
                request.legacy(),
                request.videoOnly());
        return Optional.of(admission(applier.apply(policy, join), join.token(), token));
    }

    Admission attach(SessionPolicy policy, Login login, String resumeToken) {
        String token = secret();
        Command.Attach attach = new Command.Attach(login, TokenDigest.of(resumeToken), TokenDigest.of(token));
        return admission(applier.apply(policy, attach), attach.token(), token);
    }

    private static Admission admission(Decision decision, TokenDigest digest, String token) {
        if (decision.outcome() instanceof Outcome.Refused refused) {
            return new Admission.JoinRejected(refused);
        }
        Roster roster = decision.next();
        return roster.sessions().stream()
                .filter(session -> session.token().equals(digest))
                .findFirst()
                .map(session ->
                        new Admission.JoinAccepted(session.id(), roster.mode(session), session.nickname(), token))
                .orElseThrow(() -> new IllegalStateException("an admitted session has the token it was given"));
    }

    /**
     * Returns the requested nickname if it is valid and free, with a number if it is taken, else a generated one; null
     * while the nickname policy is absent.
     */
    private @Nullable Name name(JoinRequest request) {
        NicknamePolicy names = services.nicknames();
        if (names == null) {
            return comesBack(request) ? Name.NONE : null;
        }
        if (!request.nickname().isEmpty() && names.check(request.nickname()) instanceof NameCheck.Accepted asked) {
            Name own = isFree(asked.key()) ? new Name(asked.name(), asked.key()) : numbered(names, asked.name());
            if (!own.equals(Name.NONE)) {
                return own;
            }
        }
        // a client without a data channel cannot send a nickname, and would wait in vain
        return applier.roster().settings().is(Setting.REQUIRE_NICKNAME) && !request.videoOnly()
                ? Name.NONE
                : generated(names, Set.of());
    }

    /**
     * Returns a taken nickname with the next free number: {@code Ada 2}. The nickname is shortened as far as the policy
     * demands; none if the policy accepts no such name.
     */
    private Name numbered(NicknamePolicy names, String taken) {
        int most = applier.roster().sessions().size() + 2;
        for (int number = 2; number <= most; number++) {
            String suffix = " " + number;
            int end = taken.length();
            for (int cut = 0; cut <= suffix.length() && end > 0; cut++) {
                if (names.check(taken.substring(0, end) + suffix) instanceof NameCheck.Accepted made) {
                    if (isFree(made.key())) {
                        return new Name(made.name(), made.key());
                    }
                    break;
                }
                end = taken.offsetByCodePoints(end, -1);
            }
        }
        return Name.NONE;
    }

    private Name generated(NicknamePolicy names, Set<String> taken) {
        return NicknameKey.generated(
                        names, random, key -> !isFree(key) || taken.stream().anyMatch(it -> NicknameKey.clash(it, key)))
                .map(made -> new Name(made.name(), made.key()))
                .orElse(Name.NONE);
    }

    /** Completes new settings with nicknames for sessions that need one. */
    Command.Configure configure(Command.Configure configure) {
        NicknamePolicy names = services.nicknames();
        if (names == null || !configure.settings().is(Setting.REQUIRE_NICKNAME)) {
            return configure;
        }
        Map<SessionId, Command.Configure.Name> given = new HashMap<>(configure.names());
        Set<String> taken = new HashSet<>();
        for (Session session : applier.roster().sessions()) {
            Name name = session.nickname().isEmpty() ? generated(names, taken) : Name.NONE;
            if (!name.key().isEmpty()) {
                taken.add(name.key());
                given.putIfAbsent(session.id(), new Command.Configure.Name(name.shown(), name.key()));
            }
        }
        return new Command.Configure(configure.actor(), configure.settings(), given);
    }

    private boolean comesBack(JoinRequest request) {
        Roster roster = applier.roster();
        SessionId socket = request.socketSession();
        if (socket != null && roster.session(socket).isPresent()) {
            return true;
        }
        String resume = request.resumeToken();
        return resume != null && roster.resumedBy(TokenDigest.of(resume)).isPresent();
    }

    private boolean isFree(String key) {
        return applier.roster().sessions().stream().noneMatch(session -> NicknameKey.clash(session.nicknameKey(), key));
    }

    private String secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
