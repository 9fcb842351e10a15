// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc;

import static io.baton.rpc.Param.flag;
import static io.baton.rpc.Param.list;
import static io.baton.rpc.Param.number;
import static io.baton.rpc.Param.object;
import static io.baton.rpc.Param.text;

import io.baton.nickname.NicknamePolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every method name this version knows, the right it takes, the parameters it has and what it answers. A known name
 * without a provider is temporarily unavailable; only a name that is not here does not exist.
 */
public final class MethodTable {

    /** The release of JetKVM whose methods are all answered, by which its clients show or hide parts of themselves. */
    public static final String JETKVM_RELEASE = "0.5.5";

    /** One session, as the list has it. */
    public static final List<Param> ROW = List.of(
            text("id"),
            text("mode"),
            text("nickname"),
            text("browser"),
            text("role"),
            flag("self"),
            text("createdAt"),
            text("created_at"),
            text("lastActive"),
            text("last_active"),
            flag("inGrace"),
            flag("yielded"),
            flag("mayControl"),
            flag("legacy"),
            number("queuePosition").optional(),
            list("pendingReasons").optional(),
            number("secondsLeft").optional(),
            number("requestSecondsLeft").optional(),
            text("source").optional(),
            text("user").optional());

    private static final Schema VERSION =
            Schema.object(text("appVersion"), text("systemVersion"), text("batonVersion"));

    private static final Schema VIDEO = Schema.object(
            flag("ready"),
            number("streaming"),
            number("width"),
            number("height"),
            number("fps"),
            text("error").optional(),
            text("cause").optional());

    private static final Schema LEDS = Schema.object(
            flag("num_lock"), flag("caps_lock"), flag("scroll_lock"), flag("compose"), flag("kana"), flag("shift"));

    private static final Schema KEYS = Schema.object(number("modifier"), list("keys"));
    private static final Schema JIGGLER = Schema.object(
            number("inactivity_limit_seconds"),
            number("jitter_percentage"),
            text("schedule_cron_tab"),
            text("timezone"));

    private static final Schema RECORDING = Schema.object(
            flag("recording"), text("since").optional(), text("byNickname").optional());
    private static final Schema STATUS = Schema.object(text("status"));
    private static final Schema STATUS_AND_MODE = Schema.object(text("status"), text("mode"));
    private static final Schema UPDATES = Schema.object(
            object("local"),
            object("remote"),
            flag("systemUpdateAvailable"),
            flag("appUpdateAvailable"),
            flag("willDisableAutoUpdate"));
    private static final int MAX_ID = 64;
    private static final long MAX_TIMESTAMP = 0xFFFF_FFFFL;
    private static final int MAX_OCTET = 255;
    /** Positions and distances beyond the target's are clamped, not refused: some clients send them. */
    private static final int MAX_DISTANCE = 1_000_000;

    private static final Param SESSION = text("sessionId").atMost(MAX_ID);
    private static final Param OWN_SESSION = SESSION.own();
    private static final Param REQUESTER = text("requesterID").atMost(MAX_ID);
    private static final Param BUTTONS = octet("buttons");

    private static final Map<String, Method> DEVICE = Map.ofEntries(
            method("ping", Right.PRESENT, Schema.TEXT),
            method("getLocalVersion", Right.PRESENT, VERSION),
            method("getDeviceCapabilities", Right.PRESENT, Schema.TEXTS),
            method("getVideoState", Right.PRESENT, VIDEO),
            method("getPermissions", Right.PRESENT, Schema.object(text("mode"), text("role"), object("permissions"))),
            method("getSessions", Right.PRESENT, Schema.list(ROW)),
            method("sessionAlive", Right.PRESENT, STATUS),
            method("requestSessionApproval", Right.PRESENT, STATUS),
            method(
                    "updateSessionNickname",
                    Right.PRESENT,
                    Schema.object(text("status"), text("nickname")),
                    SESSION.optional(),
                    text("nickname").atMost(NicknamePolicy.MAX_RAW_LENGTH)),
            method(
                    "generateNickname",
                    Right.PRESENT,
                    Schema.object(text("nickname")),
                    text("userAgent").atMost(1_024).optional()),
            method(
                    "getVideoLatency",
                    Right.VIEW,
                    Schema.object(
                            number("frames"),
                            number("encodedMillisP50"),
                            number("encodedMillisP99"),
                            number("sentMillisP50"),
                            number("sentMillisP99"),
                            text("encoder").optional(),
                            object("frame").optional()),
                    number("rtpTimestamp").within(0, MAX_TIMESTAMP).whole().optional()),
            method("getDeviceID", Right.VIEW, Schema.TEXT),
            method("getUpdateStatus", Right.VIEW, UPDATES),
            method(
                    "checkUpdateComponents",
                    Right.VIEW,
                    UPDATES,
                    object("params").atMost(16).optional(),
                    flag("includePreRelease").optional()),
            method("isUpdatePending", Right.VIEW, Schema.FLAG),
            method("getAutoUpdateState", Right.VIEW, Schema.FLAG),
            method("setAutoUpdateState", Right.ADMINISTER, Schema.FLAG, flag("enabled")),
            method("getDevChannelState", Right.VIEW, Schema.FLAG),
            method("getUpdateStatusChannel", Right.VIEW, Schema.TEXT),
            method("setVideoStreamPaused", Right.VIEW, Schema.NOTHING, flag("paused")),
            method("getSupportedVideoCodecs", Right.VIEW, Schema.TEXTS),
            method("getVideoCodecPreference", Right.VIEW, Schema.TEXT),
            method(
                    "setVideoCodecPreference",
                    Right.ADMINISTER,
                    Schema.NOTHING,
                    text("codec").atMost(16)),
            method("setDevChannelState", Right.ADMINISTER, Schema.NOTHING, flag("enabled")),
            method("tryUpdate", Right.ADMINISTER, Schema.NOTHING),
            method(
                    "tryUpdateComponents",
                    Right.ADMINISTER,
                    Schema.NOTHING,
                    object("params").atMost(16).optional(),
                    flag("includePreRelease").optional(),
                    flag("resetConfig").optional()),
            method("getKeyboardLayout", Right.VIEW, Schema.TEXT),
            method("getJigglerState", Right.VIEW, Schema.FLAG),
            method("setJigglerState", Right.ADMINISTER, Schema.NOTHING, flag("enabled")),
            method("getJigglerConfig", Right.VIEW, JIGGLER),
            method(
                    "setJigglerConfig",
                    Right.ADMINISTER,
                    Schema.NOTHING,
                    object("jigglerConfig").atMost(16)),
            method("getTimezones", Right.VIEW, Schema.TEXTS),
            method("getSessionData", Right.VIEW, new Schema(Schema.JsonType.OBJECT, ROW), SESSION),
            method(
                    "getSessionConfig",
                    Right.VIEW,
                    Schema.object(
                            flag("enabled"),
                            number("maxSessions"),
                            number("primaryTimeout"),
                            flag("allowCloudOverride"))),
            method("getSessionSettings", Right.ADMINISTER, Schema.NAMES),
            method(
                    "getKeyboardMacros",
                    Right.VIEW,
                    Schema.list(List.of(text("id"), text("name"), number("sortOrder"), list("steps")))),
            method("getKeyboardLedState", Right.VIEW, LEDS),
            method("getKeyDownState", Right.VIEW, KEYS),
            method("getKeysDownState", Right.VIEW, KEYS),
            method("getUSBState", Right.VIEW, Schema.TEXT),
            method("getUsbState", Right.VIEW, Schema.TEXT),
            method(
                    "getTrust",
                    Right.VIEW,
                    Schema.object(text("sessionId"), number("score"), object("terms")),
                    SESSION.optional()),
            method("requestPrimary", Right.ASK, STATUS_AND_MODE, OWN_SESSION),
            method("cancelPrimaryRequest", Right.ASK, STATUS, OWN_SESSION),
            method("releasePrimary", Right.CONTROL, STATUS, OWN_SESSION),
            method("approvePrimaryRequest", Right.CONTROL, STATUS, REQUESTER),
            method("denyPrimaryRequest", Right.CONTROL, STATUS, REQUESTER),
            method(
                    "setKeyboardMacros",
                    Right.CONTROL,
                    Schema.NOTHING,
                    object("params").atMost(16)),
            method(
                    "setKeyboardLayout",
                    Right.CONTROL,
                    Schema.NOTHING,
                    text("layout").atMost(16)),
            method("keyboardReport", Right.CONTROL, Schema.NOTHING, octet("modifier"), octets("keys")),
            method("keypressReport", Right.CONTROL, Schema.NOTHING, octet("key"), flag("press")),
            method("absMouseReport", Right.CONTROL, Schema.NOTHING, distance("x"), distance("y"), BUTTONS),
            method("relMouseReport", Right.CONTROL, Schema.NOTHING, distance("dx"), distance("dy"), BUTTONS),
            method(
                    "wheelReport",
                    Right.CONTROL,
                    Schema.NOTHING,
                    distance("wheelY"),
                    distance("wheelX").optional()),
            method(
                    "transferPrimary",
                    Right.MODERATE,
                    STATUS,
                    text("fromId").atMost(MAX_ID).optional(),
                    text("toId").atMost(MAX_ID)),
            method("approveNewSession", Right.MODERATE, STATUS, SESSION),
            method("denyNewSession", Right.MODERATE, STATUS, SESSION),
            method("claimControl", Right.ADMINISTER, STATUS_AND_MODE, OWN_SESSION),
            method("kickSession", Right.ADMINISTER, STATUS, SESSION),
            method("getRecordingState", Right.VIEW, RECORDING),
            method("startRecording", Right.ADMINISTER, RECORDING),
            method("stopRecording", Right.ADMINISTER, RECORDING),
            method(
                    "listRecordings",
                    Right.ADMINISTER,
                    Schema.object(
                            list("recordings"),
                            number("count"),
                            number("bytes"),
                            number("maxBytes"),
                            number("freeBytes"),
                            text("lastEnd").optional())),
            method("deleteRecording", Right.ADMINISTER, STATUS, text("name").atMost(MAX_ID)),
            method(
                    "setSessionSettings",
                    Right.ADMINISTER,
                    Schema.NAMES,
                    object("settings").atMost(100)),
            method(
                    "getSettings",
                    Right.ADMINISTER,
                    Schema.object(list("groups")),
                    text("pid").atMost(MAX_ID).optional()),
            method(
                    "setSetting",
                    Right.ADMINISTER,
                    Schema.NAMES,
                    text("pid").atMost(MAX_ID),
                    text("name").atMost(MAX_ID),
                    text("value").atMost(4_096).optional()),
            method(
                    "getAudit",
                    Right.ADMINISTER,
                    Schema.object(list("entries"), number("before").optional()),
                    number("before").within(1, Double.POSITIVE_INFINITY).whole().optional(),
                    number("limit").within(1, 500).whole().optional()));

    private static final Map<String, Method> METHODS = Stream.of(DEVICE, FeatureMethods.all())
            .flatMap(methods -> methods.entrySet().stream())
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    /** Calls a page makes by itself; those whose names begin with {@code get} are, too. */
    private static final Set<String> AUTOMATIC = Set.of("ping", "sessionAlive");

    private MethodTable() {}

    /**
     * A method.
     *
     * @param right what its caller must be
     * @param params what it is given, with types and ranges; the serving bundle checks what depends on other values
     * @param result what it answers
     */
    public record Method(Right right, List<Param> params, Schema result) {

        public Method {
            params = List.copyOf(params);
        }
    }

    /** The right a method takes; empty when there is no such method. */
    public static Optional<Right> right(String method) {
        return method(method).map(Method::right);
    }

    /** A method; empty when there is none of this name. */
    public static Optional<Method> method(String name) {
        return Optional.ofNullable(METHODS.get(name));
    }

    /** Returns the feature that a method belongs to; empty for a method that every device has. */
    public static Optional<Feature> feature(String method) {
        return FeatureMethods.feature(method);
    }

    /** All methods by name. */
    public static Map<String, Method> all() {
        return new TreeMap<>(METHODS);
    }

    /** Whether a page makes this call by itself, so that it says nothing of a person being there. */
    public static boolean isAutomatic(String method) {
        return AUTOMATIC.contains(method) || method.startsWith("get");
    }

    private static Param octet(String name) {
        return number(name).within(0, MAX_OCTET);
    }

    /** Six usages count; further ones are ignored. */
    private static Param octets(String name) {
        return list(name).of(Param.Kind.NUMBER).within(0, MAX_OCTET).atMost(256);
    }

    private static Param distance(String name) {
        return number(name).within(-MAX_DISTANCE, MAX_DISTANCE);
    }

    private static Map.Entry<String, Method> method(String name, Right right, Schema result, Param... params) {
        return Map.entry(name, new Method(right, List.of(params), result));
    }
}
