// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Configuration of sessions and control; defaults and ranges are those of {@code io.baton.session.Setting}. */
@ObjectClassDefinition(
        name = "Baton sessions and control",
        description = "Limits, timeouts and rules of sessions and control. Changes apply at once; no session ends.")
@interface CoordinatorConfig {

    String PID = "io.baton.session.coordinator";

    @AttributeDefinition(
            name = "Maximum sessions",
            description =
                    "Sessions at one time, including those whose link was lost and that may still return; 1–100 sessions",
            min = "1",
            max = "100")
    int maxSessions() default 10;

    @AttributeDefinition(
            name = "Require approval of new sessions",
            description = "A new session stays pending until an administrator or the primary approves it")
    boolean requireApproval() default false;

    @AttributeDefinition(
            name = "Require a nickname",
            description = "A new session stays pending until it has a nickname")
    boolean requireNickname() default false;

    @AttributeDefinition(
            name = "Show pressed keys to the primary only",
            description = "Other sessions are not told which keys are down")
    boolean privateKeystrokes() default false;

    @AttributeDefinition(
            name = "Promote observers automatically",
            description = "When control is vacant, an observer may get it without having requested it")
    boolean autoPromote() default true;

    @AttributeDefinition(
            name = "Role of shared-password logins",
            description =
                    "Role of logins by the shared password, and of sessions without a login: admin, operator, viewer",
            options = {
                @Option(label = "Administrator", value = "admin"),
                @Option(label = "Operator (may control)", value = "operator"),
                @Option(label = "Viewer (never controls)", value = "viewer")
            })
    String sharedRole() default "admin";

    @AttributeDefinition(
            name = "Lock the target on hand-over to another user",
            description =
                    "The keys that lock the target's screen, typed before another user's first input: off, winL, ctrlAltL, ctrlCmdQ",
            options = {
                @Option(label = "Off", value = "off"),
                @Option(label = "Win + L (Windows, many Linux desktops)", value = "winL"),
                @Option(label = "Ctrl + Alt + L (other Linux desktops)", value = "ctrlAltL"),
                @Option(label = "Ctrl + Cmd + Q (macOS)", value = "ctrlCmdQ")
            })
    String lockChord() default "off";

    @AttributeDefinition(
            name = "Control for JetKVM-protocol clients",
            description =
                    "What a client gets that knows only JetKVM's protocol and therefore cannot request control: observe, takeOver, replaceLegacy",
            options = {
                @Option(label = "Newest such client of an account replaces the older one", value = "replaceLegacy"),
                @Option(label = "Follow the rules like any other session", value = "observe"),
                @Option(
                        label = "Newest such client of an account takes control from any session of it",
                        value = "takeOver")
            })
    String legacyControl() default "replaceLegacy";

    @AttributeDefinition(
            name = "Reconnect grace",
            description = "How long a session is kept after its link was lost; 1–300 seconds",
            min = "1",
            max = "300")
    int reconnectGraceSeconds() default 10;

    @AttributeDefinition(
            name = "Idle time of the primary",
            description =
                    "How long control may be idle while another session could have it; 0 turns it off; 0 (off) or 30–3599 seconds",
            min = "0",
            max = "3599")
    int primaryTimeoutSeconds() default 300;

    @AttributeDefinition(
            name = "Timeout of a control request",
            description = "How long a request for control waits for an answer; without one it is denied; 1–600 seconds",
            min = "1",
            max = "600")
    int requestTimeoutSeconds() default 60;

    @AttributeDefinition(
            name = "Timeout of pending sessions",
            description = "How long a new session waits for admission; 1–600 seconds",
            min = "1",
            max = "600")
    int pendingTimeoutSeconds() default 60;

    @AttributeDefinition(
            name = "Session expiry without activity",
            description = "How long a session may watch without any activity; 60–86400 seconds",
            min = "60",
            max = "86400")
    int sessionTimeoutSeconds() default 3600;

    @AttributeDefinition(
            name = "Reconciliation interval",
            description =
                    "Time between two comparisons of sessions with peers; deadlines do not depend on it; 0.1–300 seconds",
            min = "0.1",
            max = "300")
    double cleanupIntervalSeconds() default 1;

    @AttributeDefinition(
            name = "Promotion exclusion after a manual hand-over",
            description =
                    "How long the other observers are not promoted automatically after a manual hand-over; 0–600 seconds",
            min = "0",
            max = "600")
    int transferExclusionSeconds() default 60;

    @AttributeDefinition(
            name = "Denials until cool-down",
            description = "Denials within ten minutes after which the cool-down begins; 1–10 denials",
            min = "1",
            max = "10")
    int maxRejections() default 3;

    @AttributeDefinition(
            name = "Cool-down after denials",
            description = "How long a client that was denied repeatedly, or kicked, is refused; 10–3599 seconds",
            min = "10",
            max = "3599")
    int denialCooldownSeconds() default 60;

    @AttributeDefinition(
            name = "Emergency promotions per window",
            description = "Emergency promotions allowed within the emergency window; 1–100 promotions",
            min = "1",
            max = "100")
    int emergencyPerWindow() default 3;

    @AttributeDefinition(
            name = "Emergency window",
            description = "Time in which emergency promotions are counted; 1–3599 seconds",
            min = "1",
            max = "3599")
    int emergencyWindowSeconds() default 60;

    @AttributeDefinition(
            name = "Time between emergency promotions",
            description = "Least time between two emergency promotions; 1–3599 seconds",
            min = "1",
            max = "3599")
    int emergencyCooldownSeconds() default 10;

    @AttributeDefinition(
            name = "Consecutive emergency promotions",
            description = "Emergency promotions in a row without a decision by a user; 1–100 promotions",
            min = "1",
            max = "100")
    int emergencyConsecutive() default 3;

    @AttributeDefinition(
            name = "Trust: own account",
            description = "Points for a login with an account of its own; 0–1000 points",
            min = "0",
            max = "1000")
    int trustOwnAccount() default 200;

    @AttributeDefinition(
            name = "Trust: shared password",
            description = "Points for a login with the shared password; 0–1000 points",
            min = "0",
            max = "1000")
    int trustSharedPassword() default 100;

    @AttributeDefinition(
            name = "Trust: administrator",
            description = "Points for the role administrator; 0–1000 points",
            min = "0",
            max = "1000")
    int trustAdmin() default 150;

    @AttributeDefinition(
            name = "Trust: approved",
            description = "Points for a session that a user approved; 0–1000 points",
            min = "0",
            max = "1000")
    int trustApproved() default 100;

    @AttributeDefinition(
            name = "Trust: recent input (maximum)",
            description = "Most points for input within the last ten minutes; 0–1000 points",
            min = "0",
            max = "1000")
    int trustInput() default 150;

    @AttributeDefinition(
            name = "Trust: time connected (maximum)",
            description = "Most points for the time connected, one point per minute; 0–1000 points",
            min = "0",
            max = "1000")
    int trustConnected() default 100;

    @AttributeDefinition(
            name = "Trust: link quality (maximum)",
            description = "Most points for the quality of the link; 0–1000 points",
            min = "0",
            max = "1000")
    int trustLink() default 100;

    @AttributeDefinition(
            name = "Trust: previous primary",
            description = "Points for the session that had control last; 0–1000 points",
            min = "0",
            max = "1000")
    int trustLastPrimary() default 50;

    @AttributeDefinition(
            name = "Trust: queued",
            description = "Points for a session that requested control; 0–1000 points",
            min = "0",
            max = "1000")
    int trustQueued() default 50;

    @AttributeDefinition(
            name = "Trust: nickname",
            description = "Points for a session with a nickname; 0–1000 points",
            min = "0",
            max = "1000")
    int trustNickname() default 50;

    @AttributeDefinition(
            name = "Trust: deduction per denial",
            description = "Points deducted for each denial; 0–1000 points",
            min = "0",
            max = "1000")
    int trustDenial() default 200;

    @AttributeDefinition(
            name = "Trust: deduction per emergency promotion",
            description =
                    "Points deducted for each emergency promotion that no decision by a user followed; 0–1000 points",
            min = "0",
            max = "1000")
    int trustEmergency() default 100;

    @AttributeDefinition(
            name = "Timeout of a USB HID write",
            description = "A write to the USB device; 10–3599999 milliseconds",
            min = "10",
            max = "3599999")
    int hidWriteTimeoutMillis() default 100;

    @AttributeDefinition(
            name = "Wait of input for the HID output",
            description = "How long input waits while the HID output is absent; 50–3599999 milliseconds",
            min = "50",
            max = "3599999")
    int inputWaitMillis() default 500;

    @AttributeDefinition(
            name = "Timeout of an RPC handler",
            description = "How long the handler of a call may take; 500–3599999 milliseconds",
            min = "500",
            max = "3599999")
    int handlerTimeoutMillis() default 2_000;

    @AttributeDefinition(
            name = "Timeout of a reply",
            description = "How long a reply may wait until it is handed to its channel; 750–3599999 milliseconds",
            min = "750",
            max = "3599999")
    int replyTimeoutMillis() default 3_000;

    @AttributeDefinition(
            name = "Timeout of a data channel send",
            description = "How long a message may wait to be sent on a data channel; 1000–3599999 milliseconds",
            min = "1000",
            max = "3599999")
    int channelSendTimeoutMillis() default 4_000;

    @AttributeDefinition(
            name = "Timeout of a WebSocket write",
            description =
                    "A write to a WebSocket, and how long a client waits for an answer; 1000–3599999 milliseconds",
            min = "1000",
            max = "3599999")
    int webSocketWriteTimeoutMillis() default 5_000;

    @AttributeDefinition(
            name = "Consent check interval",
            description = "Time between two consent checks of a link; 500–10000 milliseconds",
            min = "500",
            max = "10000")
    int consentCheckMillis() default 2_000;

    @AttributeDefinition(
            name = "Time until a link is lost",
            description = "Time without consent after which a link is lost; 1500–30000 milliseconds",
            min = "1500",
            max = "30000")
    int linkLostMillis() default 8_000;

    @AttributeDefinition(
            name = "Connection setup timeout",
            description = "How long an accepted session waits for its link to come up; 1–60 seconds",
            min = "1",
            max = "60")
    int seatTimeoutSeconds() default 10;

    @AttributeDefinition(
            name = "WebSocket ping interval",
            description = "Time between two pings of a WebSocket; 1000–3599999 milliseconds",
            min = "1000",
            max = "3599999")
    int webSocketPingMillis() default 15_000;

    @AttributeDefinition(
            name = "Silence until a WebSocket is closed",
            description = "Time without a frame after which a WebSocket is closed; 2000–3599999 milliseconds",
            min = "2000",
            max = "3599999")
    int webSocketIdleMillis() default 45_000;
}
