// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(name = "Baton sessions", description = "Who may be here. Changes apply at once and drop nobody.")
@interface CoordinatorConfig {

    String PID = "io.baton.session.coordinator";

    @AttributeDefinition(description = "Seats: live sessions and those in grace; 1–100")
    int maxSessions() default 10;

    @AttributeDefinition(description = "Newcomers wait for somebody's approval")
    boolean requireApproval() default false;

    @AttributeDefinition(description = "Newcomers wait until they have a name")
    boolean requireNickname() default false;

    @AttributeDefinition(description = "Only who has control sees which keys are down")
    boolean privateKeystrokes() default false;

    @AttributeDefinition(description = "An observer may get control without having asked")
    boolean autoPromote() default true;

    @AttributeDefinition(description = "The role of logins by the shared password, or by none; admin, operator, viewer")
    String sharedRole() default "admin";

    @AttributeDefinition(
            description =
                    "What clients get that know only JetKVM's protocol and so cannot ask for control; observe, takeOver")
    String legacyControl() default "observe";

    @AttributeDefinition(description = "How long a session is kept whose link was lost, seconds; 1–300")
    int reconnectGraceSeconds() default 10;

    @AttributeDefinition(
            description =
                    "How long control may lie idle while somebody else could have it; 0 for ever, seconds; 0 (off) or 30–3599")
    int primaryTimeoutSeconds() default 300;

    @AttributeDefinition(description = "How long a request for control waits, seconds; 1–600")
    int requestTimeoutSeconds() default 60;

    @AttributeDefinition(description = "How long a newcomer waits for admission, seconds; 1–600")
    int pendingTimeoutSeconds() default 60;

    @AttributeDefinition(description = "How long somebody may watch without doing anything, seconds; 60–86400")
    int sessionTimeoutSeconds() default 3600;

    @AttributeDefinition(
            description = "Time between two rounds of housekeeping; deadlines are met without it, seconds; 0.1–300")
    double cleanupIntervalSeconds() default 1;

    @AttributeDefinition(
            description =
                    "How long after a hand-over by hand the other observers are not promoted by themselves, seconds; 0–600")
    int transferExclusionSeconds() default 60;

    @AttributeDefinition(description = "Denials within ten minutes after which the cool-down begins; 1–10")
    int maxRejections() default 3;

    @AttributeDefinition(description = "How long somebody who was denied or kicked is refused, seconds; 10–3599")
    int denialCooldownSeconds() default 60;

    @AttributeDefinition(description = "Emergency promotions within the window; 1–100")
    int emergencyPerWindow() default 3;

    @AttributeDefinition(description = "The window emergency promotions are counted in, seconds; 1–3599")
    int emergencyWindowSeconds() default 60;

    @AttributeDefinition(description = "Least time between two emergency promotions, seconds; 1–3599")
    int emergencyCooldownSeconds() default 10;

    @AttributeDefinition(description = "Emergency promotions in a row without a human decision; 1–100")
    int emergencyConsecutive() default 3;

    @AttributeDefinition(description = "Trust in a login with an own account; 0–1000")
    int trustOwnAccount() default 200;

    @AttributeDefinition(description = "Trust in a login with the shared password; 0–1000")
    int trustSharedPassword() default 100;

    @AttributeDefinition(description = "Trust in an administrator; 0–1000")
    int trustAdmin() default 150;

    @AttributeDefinition(description = "Trust in whom a person approved; 0–1000")
    int trustApproved() default 100;

    @AttributeDefinition(description = "Most trust for input in the last ten minutes; 0–1000")
    int trustInput() default 150;

    @AttributeDefinition(description = "Most trust for having been here, one point a minute; 0–1000")
    int trustConnected() default 100;

    @AttributeDefinition(description = "Most trust for a good connection; 0–1000")
    int trustLink() default 100;

    @AttributeDefinition(description = "Trust in who had control last; 0–1000")
    int trustLastPrimary() default 50;

    @AttributeDefinition(description = "Trust in who asked for control; 0–1000")
    int trustQueued() default 50;

    @AttributeDefinition(description = "Trust in who has a name; 0–1000")
    int trustNickname() default 50;

    @AttributeDefinition(description = "Trust lost by each denial; 0–1000")
    int trustDenial() default 200;

    @AttributeDefinition(description = "Trust lost by each emergency promotion that no human decision followed; 0–1000")
    int trustEmergency() default 100;

    @AttributeDefinition(description = "A write to the USB device, milliseconds; 1–3599999")
    int hidWriteTimeoutMillis() default 100;

    @AttributeDefinition(description = "Input waiting for an output that is away, milliseconds; 1–3599999")
    int inputWaitMillis() default 500;

    @AttributeDefinition(description = "Whoever serves a call, milliseconds; 1–3599999")
    int handlerTimeoutMillis() default 2_000;

    @AttributeDefinition(description = "The reply to a call, milliseconds; 1–3599999")
    int replyTimeoutMillis() default 3_000;

    @AttributeDefinition(description = "A send on a data channel, milliseconds; 1–3599999")
    int channelSendTimeoutMillis() default 4_000;

    @AttributeDefinition(
            description =
                    "A write to a WebSocket, and how long a client waits before it gives up, milliseconds; 1–3599999")
    int webSocketWriteTimeoutMillis() default 5_000;

    @AttributeDefinition(description = "Time between two checks for consent, milliseconds; 1–3599999")
    int consentCheckMillis() default 2_000;

    @AttributeDefinition(description = "Silence after which a link is lost, milliseconds; 1–3599999")
    int linkLostMillis() default 8_000;

    @AttributeDefinition(description = "Setting a link up: how long a seat is kept for one, seconds; 1–60")
    int seatTimeoutSeconds() default 10;

    @AttributeDefinition(description = "Time between two pings of a WebSocket, milliseconds; 1–3599999")
    int webSocketPingMillis() default 15_000;

    @AttributeDefinition(description = "Silence after which a WebSocket is closed, milliseconds; 1–3599999")
    int webSocketIdleMillis() default 45_000;
}
