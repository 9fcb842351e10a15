// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Everything an administrator may decide about sessions: name, default and range. Values are kept as whole numbers: a
 * switch as 0 or 1, a choice as its place among the {@link #choices}, every time in milliseconds.
 */
public enum Setting {
    /** Seats: live sessions and those in grace. */
    MAX_SESSIONS("maxSessions", Kind.COUNT, 10, 1, 100),
    /** Newcomers wait for approval. */
    REQUIRE_APPROVAL("requireApproval", false),
    /** Newcomers wait until they have a nickname. */
    REQUIRE_NICKNAME("requireNickname", false),
    /** Only the primary sees which keys are down. */
    PRIVATE_KEYSTROKES("privateKeystrokes", false),
    /** The keys that lock the target's screen when control passes to another user, see {@link LockChord}. */
    LOCK_CHORD("lockChord", "off, winL, ctrlAltL, ctrlCmdQ"),
    /** An observer may get control without having asked. */
    AUTO_PROMOTE("autoPromote", true),
    /** The role of logins by the shared password, or by none. */
    SHARED_ROLE("sharedRole", "admin, operator, viewer"),
    /** The control of clients that know only JetKVM's protocol, see {@link LegacyControl}. */
    LEGACY_CONTROL("legacyControl", Kind.CHOICE, 2, 0, 2, "observe, takeOver, replaceLegacy"),
    /** How long a session is kept whose link was lost. */
    RECONNECT_GRACE("reconnectGraceSeconds", Kind.SECONDS, 10_000, 1_000, 300_000),
    /** How long the primary may be inactive while another session is eligible; 0 for ever. */
    PRIMARY_TIMEOUT("primaryTimeoutSeconds", Kind.SECONDS_OR_OFF, 300_000, 30_000, 3_599_000),
    /** How long a request for control waits. */
    REQUEST_TIMEOUT("requestTimeoutSeconds", Kind.SECONDS, 60_000, 1_000, 600_000),
    /** How long a newcomer waits for admission. */
    PENDING_TIMEOUT("pendingTimeoutSeconds", Kind.SECONDS, 60_000, 1_000, 600_000),
    /** How long a session may be inactive. */
    SESSION_TIMEOUT("sessionTimeoutSeconds", Kind.SECONDS, 3_600_000, 60_000, 86_400_000),
    /** Time between two rounds of housekeeping; deadlines are met without it. */
    CLEANUP_INTERVAL("cleanupIntervalSeconds", Kind.SECONDS, 1_000, 100, 300_000),
    /** How long after a hand-over by hand the other observers are not promoted by themselves. */
    TRANSFER_EXCLUSION("transferExclusionSeconds", Kind.SECONDS, 60_000, 0, 600_000),
    /** Denials within ten minutes after which the cool-down begins. */
    MAX_REJECTIONS("maxRejections", Kind.COUNT, 3, 1, 10),
    /** How long a denied or kicked client is refused. */
    DENIAL_COOLDOWN("denialCooldownSeconds", Kind.SECONDS, 60_000, 10_000, 3_599_000),
    /** Emergency promotions within the window. */
    EMERGENCY_PER_WINDOW("emergencyPerWindow", Kind.COUNT, 3, 1, 100),
    /** The window emergency promotions are counted in. */
    EMERGENCY_WINDOW("emergencyWindowSeconds", Kind.SECONDS, 60_000, 1_000, 3_599_000),
    /** Least time between two emergency promotions. */
    EMERGENCY_COOLDOWN("emergencyCooldownSeconds", Kind.SECONDS, 10_000, 1_000, 3_599_000),
    /** Emergency promotions in a row without a human decision. */
    EMERGENCY_CONSECUTIVE("emergencyConsecutive", Kind.COUNT, 3, 1, 100),
    /** Trust in a login with an own account. */
    TRUST_OWN_ACCOUNT("trustOwnAccount", Kind.COUNT, 200, 0, 1000),
    /** Trust in a login with the shared password. */
    TRUST_SHARED_PASSWORD("trustSharedPassword", Kind.COUNT, 100, 0, 1000),
    /** Trust in an administrator. */
    TRUST_ADMIN("trustAdmin", Kind.COUNT, 150, 0, 1000),
    /** Trust in a session that a user approved. */
    TRUST_APPROVED("trustApproved", Kind.COUNT, 100, 0, 1000),
    /** Most trust for input in the last ten minutes. */
    TRUST_INPUT("trustInput", Kind.COUNT, 150, 0, 1000),
    /** Most trust for having been here, one point a minute. */
    TRUST_CONNECTED("trustConnected", Kind.COUNT, 100, 0, 1000),
    /** Most trust for a good connection. */
    TRUST_LINK("trustLink", Kind.COUNT, 100, 0, 1000),
    /** Trust in the previous primary. */
    TRUST_LAST_PRIMARY("trustLastPrimary", Kind.COUNT, 50, 0, 1000),
    /** Trust in a queued session. */
    TRUST_QUEUED("trustQueued", Kind.COUNT, 50, 0, 1000),
    /** Trust in a session with a nickname. */
    TRUST_NICKNAME("trustNickname", Kind.COUNT, 50, 0, 1000),
    /** Trust lost by each denial. */
    TRUST_DENIAL("trustDenial", Kind.COUNT, 200, 0, 1000),
    /** Trust lost by each emergency promotion that no human decision followed. */
    TRUST_EMERGENCY("trustEmergency", Kind.COUNT, 100, 0, 1000),
    /** A write to the USB device. */
    HID_WRITE("hidWriteTimeoutMillis", Kind.MILLIS, 100, 10, 3_599_999),
    /** Input waiting for an output that is away. */
    INPUT_WAIT("inputWaitMillis", Kind.MILLIS, 500, 50, 3_599_999),
    /** The handler of a call. */
    HANDLER("handlerTimeoutMillis", Kind.MILLIS, 2_000, 500, 3_599_999),
    /** From the making of a reply until it is handed to the channel; a later one is discarded. */
    REPLY("replyTimeoutMillis", Kind.MILLIS, 3_000, 750, 3_599_999),
    /** A send on a data channel. */
    CHANNEL_SEND("channelSendTimeoutMillis", Kind.MILLIS, 4_000, 1_000, 3_599_999),
    /** A write to a WebSocket, and how long a client waits before it gives up. */
    WEB_SOCKET_WRITE("webSocketWriteTimeoutMillis", Kind.MILLIS, 5_000, 1_000, 3_599_999),
    /** Time between two consent checks of a link (RFC 7675). */
    CONSENT_CHECK("consentCheckMillis", Kind.MILLIS, 2_000, 500, 10_000),
    /** Time without consent after which a link is lost. */
    LINK_LOST("linkLostMillis", Kind.MILLIS, 8_000, 1_500, 30_000),
    /** Setting a link up: how long a seat is kept for one. */
    SEAT_TIMEOUT("seatTimeoutSeconds", Kind.SECONDS, 10_000, 1_000, 60_000),
    /** Time between two pings of a WebSocket. */
    WEB_SOCKET_PING("webSocketPingMillis", Kind.MILLIS, 15_000, 1_000, 3_599_999),
    /** Silence after which a WebSocket is closed. */
    WEB_SOCKET_IDLE("webSocketIdleMillis", Kind.MILLIS, 45_000, 2_000, 3_599_999);

    /** How a value is written. */
    public enum Kind {
        SWITCH,
        CHOICE,
        COUNT,
        /** Written in seconds, fractions allowed. */
        SECONDS,
        /** As {@link #SECONDS}; 0 turns it off, whatever the range. */
        SECONDS_OR_OFF,
        /** Written in milliseconds. */
        MILLIS
    }

    private final String wireName;
    private final Kind kind;
    private final long defaultValue;
    private final long min;
    private final long max;
    private final String choices;

    Setting(String wireName, Kind kind, long defaultValue, long min, long max) {
        this(wireName, kind, defaultValue, min, max, "");
    }

    Setting(String wireName, boolean defaultValue) {
        this(wireName, Kind.SWITCH, defaultValue ? 1 : 0, 0, 1, "");
    }

    Setting(String wireName, String choices) {
        this(wireName, Kind.CHOICE, 0, 0, listed(choices).size() - 1L, choices);
    }

    Setting(String wireName, Kind kind, long defaultValue, long min, long max, String choices) {
        this.wireName = wireName;
        this.kind = kind;
        this.defaultValue = defaultValue;
        this.min = min;
        this.max = max;
        this.choices = choices;
    }

    /** Its name on the wire and in the configuration. */
    public String wireName() {
        return wireName;
    }

    public Kind kind() {
        return kind;
    }

    /** Its default. */
    public long defaultValue() {
        return defaultValue;
    }

    public long min() {
        return min;
    }

    public long max() {
        return max;
    }

    /** The words of a choice, in the order of their numbers; empty for other kinds. */
    public List<String> choices() {
        return listed(choices);
    }

    /** Whether a value is within the range. */
    public boolean allows(long value) {
        return (value >= min && value <= max) || (kind == Kind.SECONDS_OR_OFF && value == 0);
    }

    /** The range in words, with its unit. */
    public String range() {
        return switch (kind) {
            case SWITCH -> "true or false";
            case CHOICE -> choices;
            case COUNT -> min + "–" + max;
            case SECONDS -> seconds(min) + "–" + seconds(max) + " s";
            case SECONDS_OR_OFF -> "0 (off) or " + seconds(min) + "–" + seconds(max) + " s";
            case MILLIS -> min + "–" + max + " ms";
        };
    }

    /** A value as it is written on the wire: Boolean, String, Long, or Double where seconds are not whole. */
    public Object written(long value) {
        return switch (kind) {
            case SWITCH -> value != 0;
            case CHOICE -> choices().get((int) value);
            case COUNT, MILLIS -> value;
            case SECONDS, SECONDS_OR_OFF -> value % 1000 == 0 ? (Object) (value / 1000) : (Object) (value / 1000.0);
        };
    }

    /** The setting with this name. */
    public static Optional<Setting> named(String wireName) {
        for (Setting setting : values()) {
            if (setting.wireName.equals(wireName)) {
                return Optional.of(setting);
            }
        }
        return Optional.empty();
    }

    private static List<String> listed(String choices) {
        return choices.isEmpty() ? List.of() : List.of(choices.split(", ", -1));
    }

    private static String seconds(long millis) {
        return millis % 1000 == 0 ? Long.toString(millis / 1000) : String.format(Locale.ROOT, "%.1f", millis / 1000.0);
    }
}
