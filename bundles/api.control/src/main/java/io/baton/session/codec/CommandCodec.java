// SPDX-License-Identifier: Apache-2.0
package io.baton.session.codec;

import io.baton.peer.PeerId;
import io.baton.session.ActivitySample;
import io.baton.session.Cause;
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
 * Encodes a command as JDK types; the field {@code command} names its kind. A decoded command can be decided again.
 * Holds digests where a client presented tokens, never a token.
 *
 * <p>Threading. Pure; any thread.
 *
 * <p>Errors. Reading throws {@link IllegalArgumentException} for anything that is not such an encoding.
 */
public final class CommandCodec {

    private static final String COMMAND = "command";
    private static final String ACTOR = "actor";
    private static final String SESSION = "session";
    private static final String LINK = "link";
    private static final String OFFER = "offer";

    private CommandCodec() {}

    /** Returns the name of this kind of command, as in {@code requestPrimary}. */
    public static String wireName(Command command) {
        String name = command.getClass().getSimpleName();
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    public static Map<String, Object> write(Command command) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(COMMAND, wireName(command));
        CodecFields.putIfPresent(fields, ACTOR, command.by());
        switch (command) {
            case Command.Join join -> {
                fields.put("id", join.id().value());
                fields.put("token", join.token().hex());
                putDigest(fields, "resume", join.resume());
                CodecFields.putIfPresent(fields, "replaces", join.replaces());
                fields.put("login", SessionCodec.login(join.login()));
                fields.put("source", join.source());
                fields.put("nickname", join.nickname());
                fields.put("nicknameKey", join.nicknameKey());
                fields.put("browser", join.browser());
                fields.put("legacy", join.legacy());
                fields.put("videoOnly", join.videoOnly());
            }
            case Command.Attach attach -> {
                fields.put("login", SessionCodec.login(attach.login()));
                putDigest(fields, "resume", attach.resume());
                fields.put("token", attach.token().hex());
            }
            case Command.Answered answered -> {
                fields.put(SESSION, answered.session().value());
                fields.put(LINK, answered.link().number());
                putDigest(fields, OFFER, answered.offer());
            }
            case Command.Linked linked -> fields.put(LINK, linked.link().number());
            case Command.LinkLost lost -> {
                fields.put(LINK, lost.link().number());
                if (lost.cause() != Cause.LINK_LOST) {
                    fields.put("cause", lost.cause().name());
                }
            }
            case Command.LinkFailed failed -> {
                fields.put(SESSION, failed.session().value());
                PeerId link = failed.link();
                if (link != null) {
                    fields.put(LINK, link.number());
                }
                putDigest(fields, OFFER, failed.offer());
            }
            case Command.SocketClosed closed -> {
                fields.put(SESSION, closed.session().value());
                fields.put("token", closed.token().hex());
            }
            case Command.ApproveRequest approve ->
                fields.put(SESSION, approve.requester().value());
            case Command.DenyRequest deny ->
                fields.put(SESSION, deny.requester().value());
            case Command.Transfer transfer -> {
                CodecFields.putIfPresent(fields, "from", transfer.from());
                fields.put(SESSION, transfer.to().value());
            }
            case Command.ApproveSession approve ->
                fields.put(SESSION, approve.newcomer().value());
            case Command.DenySession deny -> fields.put(SESSION, deny.newcomer().value());
            case Command.Rename rename -> {
                fields.put(SESSION, rename.session().value());
                fields.put("nickname", rename.nickname());
                fields.put("nicknameKey", rename.nicknameKey());
            }
            case Command.Kick kick -> fields.put(SESSION, kick.session().value());
            case Command.AccountChanged changed -> {
                fields.put("user", changed.user());
                Role role = changed.role();
                CodecFields.putIfPresent(fields, "role", role == null ? null : role.name());
            }
            case Command.Configure configure -> {
                fields.put("settings", SettingsCodec.write(configure.settings()));
                fields.put("names", names(configure.names()));
            }
            case Command.Tick tick -> fields.put("samples", samples(tick.samples()));
            case Command.RequestPrimary request -> hasNoOtherFields();
            case Command.CancelRequest cancel -> hasNoOtherFields();
            case Command.Release release -> hasNoOtherFields();
            case Command.Claim claim -> hasNoOtherFields();
            case Command.RequestApproval request -> hasNoOtherFields();
            case Command.Logout logout -> hasNoOtherFields();
            case Command.SessionAlive alive -> hasNoOtherFields();
        }
        return fields;
    }

    /** Returns the command that was written. */
    public static Command read(Map<?, ?> fields) {
        return CodecFields.reading("a command", () -> switch (CodecFields.text(fields, COMMAND)) {
            case "join" -> readJoin(fields);
            case "attach" ->
                new Command.Attach(
                        SessionCodec.readLogin(CodecFields.map(fields, "login")),
                        digest(fields, "resume"),
                        digest(fields, "token"));
            case "answered" ->
                new Command.Answered(id(fields, SESSION), link(fields), CodecFields.digestOrNull(fields, OFFER));
            case "linked" -> new Command.Linked(link(fields));
            case "linkLost" ->
                new Command.LinkLost(
                        link(fields),
                        fields.containsKey("cause")
                                ? Cause.valueOf(CodecFields.text(fields, "cause"))
                                : Cause.LINK_LOST);
            case "linkFailed" ->
                new Command.LinkFailed(
                        id(fields, SESSION),
                        fields.containsKey(LINK) ? link(fields) : null,
                        CodecFields.digestOrNull(fields, OFFER));
            case "socketClosed" -> new Command.SocketClosed(id(fields, SESSION), digest(fields, "token"));
            case "requestPrimary" -> new Command.RequestPrimary(id(fields, ACTOR));
            case "cancelRequest" -> new Command.CancelRequest(id(fields, ACTOR));
            case "approveRequest" -> new Command.ApproveRequest(id(fields, ACTOR), id(fields, SESSION));
            case "denyRequest" -> new Command.DenyRequest(id(fields, ACTOR), id(fields, SESSION));
            case "transfer" -> new Command.Transfer(id(fields, ACTOR), idOrNull(fields, "from"), id(fields, SESSION));
            case "release" -> new Command.Release(id(fields, ACTOR));
            case "claim" -> new Command.Claim(id(fields, ACTOR));
            case "approveSession" -> new Command.ApproveSession(id(fields, ACTOR), id(fields, SESSION));
            case "denySession" -> new Command.DenySession(id(fields, ACTOR), id(fields, SESSION));
            case "requestApproval" -> new Command.RequestApproval(id(fields, ACTOR));
            case "rename" ->
                new Command.Rename(
                        id(fields, ACTOR),
                        id(fields, SESSION),
                        CodecFields.text(fields, "nickname"),
                        CodecFields.text(fields, "nicknameKey"));
            case "kick" -> new Command.Kick(id(fields, ACTOR), id(fields, SESSION));
            case "logout" -> new Command.Logout(id(fields, ACTOR));
            case "accountChanged" -> {
                String role = CodecFields.textOrNull(fields, "role");
                yield new Command.AccountChanged(
                        CodecFields.text(fields, "user"), role == null ? null : Role.valueOf(role));
            }
            case "sessionAlive" -> new Command.SessionAlive(id(fields, ACTOR));
            case "configure" ->
                new Command.Configure(
                        idOrNull(fields, ACTOR),
                        SettingsCodec.read(CodecFields.map(fields, "settings")),
                        readNames(CodecFields.map(fields, "names")));
            case "tick" -> new Command.Tick(readSamples(fields));
            case String other -> throw new IllegalArgumentException("there is no command " + other);
        });
    }

    private static void hasNoOtherFields() {
        // the name and the actor are written already
    }

    private static Command readJoin(Map<?, ?> fields) {
        return new Command.Join(
                id(fields, "id"),
                digest(fields, "token"),
                CodecFields.digestOrNull(fields, "resume"),
                idOrNull(fields, "replaces"),
                SessionCodec.readLogin(CodecFields.map(fields, "login")),
                CodecFields.text(fields, "source"),
                CodecFields.text(fields, "nickname"),
                CodecFields.text(fields, "nicknameKey"),
                CodecFields.text(fields, "browser"),
                CodecFields.truth(fields, "legacy"),
                fields.containsKey("videoOnly") && CodecFields.truth(fields, "videoOnly"));
    }

    private static Map<String, Object> names(Map<SessionId, Command.Configure.Name> names) {
        Map<String, Object> fields = new TreeMap<>();
        names.forEach((id, name) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("shown", name.shown());
            one.put("key", name.key());
            fields.put(id.value(), one);
        });
        return fields;
    }

    private static Map<SessionId, Command.Configure.Name> readNames(Map<?, ?> fields) {
        Map<SessionId, Command.Configure.Name> names = new HashMap<>();
        fields.forEach((id, value) -> {
            Map<?, ?> name = CodecFields.map(value);
            names.put(
                    new SessionId((String) id),
                    new Command.Configure.Name(CodecFields.text(name, "shown"), CodecFields.text(name, "key")));
        });
        return names;
    }

    private static Map<String, Object> samples(Map<SessionId, ActivitySample> samples) {
        Map<String, Object> fields = new TreeMap<>();
        samples.forEach((id, sample) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            CodecFields.putIfPresent(one, "input", sample.input());
            CodecFields.putIfPresent(one, "active", sample.active());
            one.put("grade", (long) sample.grade());
            fields.put(id.value(), one);
        });
        return fields;
    }

    /** Journals written before this schema name the samples {@code pulses}. */
    private static Map<SessionId, ActivitySample> readSamples(Map<?, ?> fields) {
        Map<?, ?> encoded = CodecFields.map(fields, fields.containsKey("samples") ? "samples" : "pulses");
        Map<SessionId, ActivitySample> samples = new HashMap<>();
        encoded.forEach((id, value) -> {
            Map<?, ?> sample = CodecFields.map(value);
            Instant input = CodecFields.instantOrNull(sample, "input");
            Instant active = CodecFields.instantOrNull(sample, "active");
            samples.put(
                    new SessionId((String) id), new ActivitySample(input, active, CodecFields.number(sample, "grade")));
        });
        return samples;
    }

    private static void putDigest(Map<String, Object> fields, String key, @Nullable TokenDigest digest) {
        CodecFields.putIfPresent(fields, key, digest == null ? null : digest.hex());
    }

    private static TokenDigest digest(Map<?, ?> fields, String key) {
        return new TokenDigest(CodecFields.text(fields, key));
    }

    private static SessionId id(Map<?, ?> fields, String key) {
        return new SessionId(CodecFields.text(fields, key));
    }

    private static @Nullable SessionId idOrNull(Map<?, ?> fields, String key) {
        String id = CodecFields.textOrNull(fields, key);
        return id == null ? null : new SessionId(id);
    }

    private static PeerId link(Map<?, ?> fields) {
        return new PeerId(CodecFields.whole(fields, LINK));
    }
}
