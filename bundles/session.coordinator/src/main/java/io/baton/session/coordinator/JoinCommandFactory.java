// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import io.baton.nickname.NameCheck;
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
 * Turns a knock into a command: makes ids and tokens, and sees to it that everybody has a name that is theirs.
 *
 * <p>Threading. The desk's thread.
 */
final class JoinCommandFactory {

    private static final int SECRET_BYTES = 32;
    private static final int NAME_TRIES = 16;

    private final DecisionApplier ledger;
    private final Services with;
    private final RandomGenerator random;

    /** @param random a cryptographically strong one */
    JoinCommandFactory(DecisionApplier ledger, Services with, RandomGenerator random) {
        this.ledger = ledger;
        this.with = with;
        this.random = random;
    }

    private record Name(String shown, String key) {
        static final Name NONE = new Name("", "");
    }

    /** Answers a knock; empty while nobody is there to name a newcomer. */
    Optional<Admission> join(SessionPolicy policy, JoinRequest knock) {
        Name name = name(knock);
        if (name == null) {
            return Optional.empty();
        }
        String token = secret();
        String resume = knock.resumeToken();
        Command.Join join = new Command.Join(
                new SessionId(secret()),
                TokenDigest.of(token),
                resume == null ? null : TokenDigest.of(resume),
                knock.socketSession(),
                knock.login(),
                knock.source(),
                name.shown(),
                name.key(),
                BrowserName.of(knock.userAgent()),
                knock.legacy());
        return Optional.of(admission(ledger.apply(policy, join), join.token(), token));
    }

    Admission attach(SessionPolicy policy, Login login, String resumeToken) {
        String token = secret();
        Command.Attach attach = new Command.Attach(login, TokenDigest.of(resumeToken), TokenDigest.of(token));
        return admission(ledger.apply(policy, attach), attach.token(), token);
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

    /** The name that was asked for if it is good and free, else one that is; null while nobody can say. */
    private @Nullable Name name(JoinRequest knock) {
        NicknamePolicy names = with.nicknames();
        if (names == null) {
            return comesBack(knock) ? Name.NONE : null;
        }
        if (!knock.nickname().isEmpty()
                && names.check(knock.nickname()) instanceof NameCheck.Accepted asked
                && isFree(asked.key())) {
            return new Name(asked.name(), asked.key());
        }
        return ledger.roster().settings().is(Setting.REQUIRE_NICKNAME)
                ? Name.NONE
                : generated(names, BrowserName.of(knock.userAgent()), Set.of());
    }

    private Name generated(NicknamePolicy names, String browser, Set<String> taken) {
        for (int i = 0; i < NAME_TRIES; i++) {
            if (names.check(names.generate(browser, random)) instanceof NameCheck.Accepted made
                    && isFree(made.key())
                    && !taken.contains(made.key())) {
                return new Name(made.name(), made.key());
            }
        }
        return Name.NONE;
    }

    /** New settings, with names for those who have none and will need one. */
    Command.Configure configure(Command.Configure configure) {
        NicknamePolicy names = with.nicknames();
        if (names == null || !configure.settings().is(Setting.REQUIRE_NICKNAME)) {
            return configure;
        }
        Map<SessionId, Command.Configure.Name> given = new HashMap<>(configure.names());
        Set<String> taken = new HashSet<>();
        for (Session session : ledger.roster().sessions()) {
            Name name = session.nickname().isEmpty() ? generated(names, session.browser(), taken) : Name.NONE;
            if (!name.key().isEmpty()) {
                taken.add(name.key());
                given.putIfAbsent(session.id(), new Command.Configure.Name(name.shown(), name.key()));
            }
        }
        return new Command.Configure(configure.actor(), configure.settings(), given);
    }

    private boolean comesBack(JoinRequest knock) {
        Roster roster = ledger.roster();
        SessionId socket = knock.socketSession();
        if (socket != null && roster.session(socket).isPresent()) {
            return true;
        }
        String resume = knock.resumeToken();
        if (resume == null) {
            return false;
        }
        TokenDigest digest = TokenDigest.of(resume);
        return roster.sessions().stream().map(Session::token).anyMatch(digest::matches);
    }

    private boolean isFree(String key) {
        return ledger.roster().sessions().stream()
                .noneMatch(session -> session.nicknameKey().equals(key));
    }

    private String secret() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
