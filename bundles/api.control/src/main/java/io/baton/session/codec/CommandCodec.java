// SPDX-License-Identifier: Apache-2.0
package io.baton.session.codec;

import io.baton.peer.PeerId;
import io.baton.session.ActivitySample;
import io.baton.session.Command;
import io.baton.session.Role;
import io.baton.session.SessionId;
import io.baton.session.TokenDigest;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A command as JDK types, {@code command} saying which: what was written can be decided again. Holds digests where a
 * client presented tokens, never a token.
 *
 * <p>Threading. Pure; any thread.
 *
 * <p>Errors. Reading throws {@link IllegalArgumentException} for anything that is not such a form.
 */
public final class CommandCodec {

    private static final String COMMAND = "command";
    private static final String ACTOR = "actor";
    private static final String SESSION = "session";
    private static final String LINK = "link";

    private CommandCodec() {}

    /** The stable word for this kind of command, as in {@code requestPrimary}. */
    public static String word(Command command) {
        String name = command.getClass().getSimpleName();
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    public static Map<String, Object> write(Command command) {
        Map<String, Object> form = new LinkedHashMap<>();
        form.put(COMMAND, word(command));
        CodecFields.putIfPresent(form, ACTOR, command.by());
        switch (command) {
            case Command.Join join -> {
                form.put("id", join.id().value());
                form.put("token", join.token().hex());
                putDigest(form, "resume", join.resume());
                CodecFields.putIfPresent(form, "replaces", join.replaces());
                form.put("login", SessionCodec.login(join.login()));
                form.put("source", join.source());
                form.put("nickname", join.nickname());
                form.put("nicknameKey", join.nicknameKey());
                form.put("browser", join.browser());
                form.put("legacy", join.legacy());
            }
            case Command.Attach attach -> {
                form.put("login", SessionCodec.login(attach.login()));
                putDigest(form, "resume", attach.resume());
                form.put("token", attach.token().hex());
            }
            case Command.Answered answered -> {
                form.put(SESSION, answered.session().value());
                form.put(LINK, answered.link().number());
            }
            case Command.Linked linked -> form.put(LINK, linked.link().number());
            case Command.LinkLost lost -> form.put(LINK, lost.link().number());
            case Command.LinkFailed failed -> {
                form.put(SESSION, failed.session().value());
                PeerId link = failed.link();
                if (link != null) {
                    form.put(LINK, link.number());
                }
            }
            case Command.SocketClosed closed -> {
                form.put(SESSION, closed.session().value());
                form.put("token", closed.token().hex());
            }
            case Command.ApproveRequest approve ->
                form.put(SESSION, approve.requester().value());
            case Command.DenyRequest deny -> form.put(SESSION, deny.requester().value());
            case Command.Transfer transfer -> {
                CodecFields.putIfPresent(form, "from", transfer.from());
                form.put(SESSION, transfer.to().value());
            }
            case Command.ApproveSession approve ->
                form.put(SESSION, approve.newcomer().value());
            case Command.DenySession deny -> form.put(SESSION, deny.newcomer().value());
            case Command.Rename rename -> {
                form.put(SESSION, rename.session().value());
                form.put("nickname", rename.nickname());
                form.put("nicknameKey", rename.nicknameKey());
            }
            case Command.Kick kick -> form.put(SESSION, kick.session().value());
            case Command.AccountChanged changed -> {
                form.put("user", changed.user());
                Role role = changed.role();
                CodecFields.putIfPresent(form, "role", role == null ? null : role.name());
            }
            case Command.Configure configure -> {
                form.put("settings", SettingsCodec.write(configure.settings()));
                form.put("names", names(configure.names()));
            }
            case Command.Tick tick -> form.put("pulses", pulses(tick.pulses()));
            case Command.RequestPrimary request -> saysEverything();
            case Command.CancelRequest cancel -> saysEverything();
            case Command.Release release -> saysEverything();
            case Command.Claim claim -> saysEverything();
            case Command.RequestApproval request -> saysEverything();
            case Command.Logout logout -> saysEverything();
            case Command.SessionAlive alive -> saysEverything();
        }
        return form;
    }

    /** The command that was written. */
    public static Command read(Map<?, ?> form) {
        return CodecFields.reading("a command", () -> switch (CodecFields.text(form, COMMAND)) {
            case "join" -> readJoin(form);
            case "attach" ->
                new Command.Attach(
                        SessionCodec.readLogin(CodecFields.map(form, "login")),
                        digest(form, "resume"),
                        digest(form, "token"));
            case "answered" -> new Command.Answered(id(form, SESSION), link(form));
            case "linked" -> new Command.Linked(link(form));
            case "linkLost" -> new Command.LinkLost(link(form));
            case "linkFailed" -> new Command.LinkFailed(id(form, SESSION), form.containsKey(LINK) ? link(form) : null);
            case "socketClosed" -> new Command.SocketClosed(id(form, SESSION), digest(form, "token"));
            case "requestPrimary" -> new Command.RequestPrimary(id(form, ACTOR));
            case "cancelRequest" -> new Command.CancelRequest(id(form, ACTOR));
            case "approveRequest" -> new Command.ApproveRequest(id(form, ACTOR), id(form, SESSION));
            case "denyRequest" -> new Command.DenyRequest(id(form, ACTOR), id(form, SESSION));
            case "transfer" -> new Command.Transfer(id(form, ACTOR), idOrNull(form, "from"), id(form, SESSION));
            case "release" -> new Command.Release(id(form, ACTOR));
            case "claim" -> new Command.Claim(id(form, ACTOR));
            case "approveSession" -> new Command.ApproveSession(id(form, ACTOR), id(form, SESSION));
            case "denySession" -> new Command.DenySession(id(form, ACTOR), id(form, SESSION));
            case "requestApproval" -> new Command.RequestApproval(id(form, ACTOR));
            case "rename" ->
                new Command.Rename(
                        id(form, ACTOR),
                        id(form, SESSION),
                        CodecFields.text(form, "nickname"),
                        CodecFields.text(form, "nicknameKey"));
            case "kick" -> new Command.Kick(id(form, ACTOR), id(form, SESSION));
            case "logout" -> new Command.Logout(id(form, ACTOR));
            case "accountChanged" -> {
                String role = CodecFields.textOrNull(form, "role");
                yield new Command.AccountChanged(
                        CodecFields.text(form, "user"), role == null ? null : Role.valueOf(role));
            }
            case "sessionAlive" -> new Command.SessionAlive(id(form, ACTOR));
            case "configure" ->
                new Command.Configure(
                        idOrNull(form, ACTOR),
                        SettingsCodec.read(CodecFields.map(form, "settings")),
                        readNames(CodecFields.map(form, "names")));
            case "tick" -> new Command.Tick(readPulses(CodecFields.map(form, "pulses")));
            case String other -> throw new IllegalArgumentException("there is no command " + other);
        });
    }

    private static void saysEverything() {
        // the word and the actor
    }

    private static Command readJoin(Map<?, ?> form) {
        return new Command.Join(
                id(form, "id"),
                digest(form, "token"),
                form.containsKey("resume") ? digest(form, "resume") : null,
                idOrNull(form, "replaces"),
                SessionCodec.readLogin(CodecFields.map(form, "login")),
                CodecFields.text(form, "source"),
                CodecFields.text(form, "nickname"),
                CodecFields.text(form, "nicknameKey"),
                CodecFields.text(form, "browser"),
                CodecFields.truth(form, "legacy"));
    }

    private static Map<String, Object> names(Map<SessionId, Command.Configure.Name> names) {
        Map<String, Object> form = new TreeMap<>();
        names.forEach((id, name) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("shown", name.shown());
            one.put("key", name.key());
            form.put(id.value(), one);
        });
        return form;
    }

    private static Map<SessionId, Command.Configure.Name> readNames(Map<?, ?> form) {
        Map<SessionId, Command.Configure.Name> names = new HashMap<>();
        form.forEach((id, value) -> {
            Map<?, ?> name = CodecFields.map(value);
            names.put(
                    new SessionId((String) id),
                    new Command.Configure.Name(CodecFields.text(name, "shown"), CodecFields.text(name, "key")));
        });
        return names;
    }

    private static Map<String, Object> pulses(Map<SessionId, ActivitySample> pulses) {
        Map<String, Object> form = new TreeMap<>();
        pulses.forEach((id, pulse) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            CodecFields.putIfPresent(one, "input", pulse.input());
            CodecFields.putIfPresent(one, "active", pulse.active());
            one.put("grade", (long) pulse.grade());
            form.put(id.value(), one);
        });
        return form;
    }

    private static Map<SessionId, ActivitySample> readPulses(Map<?, ?> form) {
        Map<SessionId, ActivitySample> pulses = new HashMap<>();
        form.forEach((id, value) -> {
            Map<?, ?> pulse = CodecFields.map(value);
            Instant input = CodecFields.instantOrNull(pulse, "input");
            Instant active = CodecFields.instantOrNull(pulse, "active");
            pulses.put(
                    new SessionId((String) id), new ActivitySample(input, active, CodecFields.number(pulse, "grade")));
        });
        return pulses;
    }

    private static void putDigest(Map<String, Object> form, String key, @Nullable TokenDigest digest) {
        CodecFields.putIfPresent(form, key, digest == null ? null : digest.hex());
    }

    private static TokenDigest digest(Map<?, ?> form, String key) {
        return new TokenDigest(CodecFields.text(form, key));
    }

    private static SessionId id(Map<?, ?> form, String key) {
        return new SessionId(CodecFields.text(form, key));
    }

    private static @Nullable SessionId idOrNull(Map<?, ?> form, String key) {
        String id = CodecFields.textOrNull(form, key);
        return id == null ? null : new SessionId(id);
    }

    private static PeerId link(Map<?, ?> form) {
        return new PeerId(CodecFields.whole(form, LINK));
    }
}
