// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.ChannelMessage;
import io.baton.peer.PeerId;
import io.baton.ratelimit.RateLimiter;
import io.baton.rpc.Feature;
import io.baton.rpc.MethodTable;
import io.baton.rpc.Param;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcMethods;
import io.baton.session.Control;
import io.baton.session.Mode;
import io.baton.session.PendingReason;
import io.baton.session.Role;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.SessionCoordinator;
import io.baton.session.SessionId;
import io.baton.testkit.FakeCoordinator;
import io.baton.testkit.ManualClock;
import io.baton.testkit.RecordingPeerService;
import io.baton.testkit.RosterFixtureBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The rights matrix, stated independently of the method table: every method in every mode by every role. */
class RightsOnTheChannelTest implements Dispatcher.Services {

    private static final String CALLER = "ann";

    private final ManualClock clock = new ManualClock();
    private final RecordingPeerService recorded = new RecordingPeerService();
    private final PeerId peer = recorded.add();
    private final FakeCoordinator coordinator = new FakeCoordinator(Roster.EMPTY);
    private final List<RpcCall> calls = new ArrayList<>();
    private final Dispatcher dispatcher =
            new Dispatcher(this, new DirectReplies(recorded), new ManualTimer(clock), clock::nanoTime, new Random(1));

    /** A row of the matrix: the sessions that hold the right, and the reason with which others are refused. */
    private enum For {
        EVERY_SESSION("") {
            @Override
            boolean may(Mode mode, Role role) {
                return true;
            }
        },
        ADMITTED("not_allowed") {
            @Override
            boolean may(Mode mode, Role role) {
                return Set.of(Mode.OBSERVER, Mode.QUEUED, Mode.PRIMARY).contains(mode);
            }
        },
        MAY_REQUEST_CONTROL("not_allowed") {
            @Override
            boolean may(Mode mode, Role role) {
                return mode != Mode.PENDING && Set.of(Role.ADMIN, Role.OPERATOR).contains(role);
            }
        },
        PRIMARY("not_in_control") {
            @Override
            boolean may(Mode mode, Role role) {
                return mode == Mode.PRIMARY;
            }
        },
        PRIMARY_OR_ADMINISTRATOR("not_allowed") {
            @Override
            boolean may(Mode mode, Role role) {
                return mode == Mode.PRIMARY || (mode != Mode.PENDING && role == Role.ADMIN);
            }
        },
        ADMINISTRATOR("not_allowed") {
            @Override
            boolean may(Mode mode, Role role) {
                return mode != Mode.PENDING && role == Role.ADMIN;
            }
        };

        final String otherwise;

        For(String otherwise) {
            this.otherwise = otherwise;
        }

        abstract boolean may(Mode mode, Role role);
    }

    private static final Map<For, Set<String>> ROWS = Map.of(
            For.EVERY_SESSION,
            Set.of(
                    "ping",
                    "getSessions",
                    "getPermissions",
                    "updateSessionNickname",
                    "generateNickname",
                    "getLocalVersion",
                    "getVideoState",
                    "requestSessionApproval",
                    "sessionAlive",
                    "getDeviceCapabilities"),
            For.ADMITTED,
            Set.of(
                    "getDeviceID",
                    "getUpdateStatus",
                    "checkUpdateComponents",
                    "isUpdatePending",
                    "getAutoUpdateState",
                    "getDevChannelState",
                    "getKeyboardLayout",
                    "getJigglerState",
                    "getJigglerConfig",
                    "getTimezones",
                    "getSessionData",
                    "getSessionConfig",
                    "getKeyboardMacros",
                    "getRecordingState",
                    "getVideoLatency",
                    "getKeyboardLedState",
                    "getKeyDownState",
                    "getKeysDownState",
                    "getUSBState",
                    "getUsbState",
                    "getTrust",
                    "getATXState",
                    "getAbsMouseMapping",
                    "getActiveExtension",
                    "getAudioConfig",
                    "getBacklightSettings",
                    "getCloudState",
                    "getDCPowerState",
                    "getDisplayRotation",
                    "getEDID",
                    "getEDIDPresets",
                    "getHostDisplayIdleMode",
                    "getMassStorageMode",
                    "getPowerStatus",
                    "getSerialSettings",
                    "getSerialState",
                    "getStorageSpace",
                    "getStreamQualityFactor",
                    "getSupportedVideoCodecs",
                    "getUpdateStatusChannel",
                    "getUsbConfig",
                    "getUsbDevices",
                    "getUsbEmulationState",
                    "getVideoCodecPreference",
                    "getVideoLogStatus",
                    "getVideoSleepMode",
                    "getVirtualMediaState",
                    "getWakeOnLanDevices",
                    "listStorageFiles",
                    "setTerminalPaused",
                    "setVideoStreamPaused"),
            For.MAY_REQUEST_CONTROL,
            Set.of("requestPrimary", "cancelPrimaryRequest"),
            For.PRIMARY,
            Set.of(
                    "keyboardReport",
                    "keypressReport",
                    "absMouseReport",
                    "relMouseReport",
                    "wheelReport",
                    "setKeyboardMacros",
                    "setKeyboardLayout",
                    "releasePrimary",
                    "approvePrimaryRequest",
                    "denyPrimaryRequest",
                    "checkMountUrl",
                    "deleteSerialCommandHistory",
                    "deleteStorageFile",
                    "getSerialCommandHistory",
                    "mountWithHTTP",
                    "mountWithStorage",
                    "mountWithWebRTC",
                    "rpcMountBuiltInImage",
                    "sendCustomCommand",
                    "sendSerialBreak",
                    "sendWOLMagicPacket",
                    "setATXPowerAction",
                    "setDCPowerState",
                    "setDCRestoreState",
                    "setMassStorageMode",
                    "setSerialCommandHistory",
                    "setSerialSettings",
                    "setWakeOnLanDevices",
                    "startStorageFileUpload",
                    "unmountImage",
                    "wakeHost"),
            For.PRIMARY_OR_ADMINISTRATOR,
            Set.of("approveNewSession", "denyNewSession", "transferPrimary"),
            For.ADMINISTRATOR,
            Set.of(
                    "kickSession",
                    "claimControl",
                    "getSessionSettings",
                    "setSessionSettings",
                    "getSettings",
                    "setSetting",
                    "startRecording",
                    "stopRecording",
                    "listRecordings",
                    "deleteRecording",
                    "getAudit",
                    "setAutoUpdateState",
                    "setDevChannelState",
                    "setJigglerState",
                    "setJigglerConfig",
                    "tryUpdate",
                    "tryUpdateComponents",
                    "checkPublicIPAddresses",
                    "deregisterDevice",
                    "emitTestLog",
                    "factoryReset",
                    "getDefaultLogLevel",
                    "getDevModeState",
                    "getLocalLoopbackOnly",
                    "getMqttSettings",
                    "getMqttStatus",
                    "getNetworkSettings",
                    "getNetworkState",
                    "getPublicIPAddresses",
                    "getSSHKeyState",
                    "getTLSState",
                    "getTailscaleControlURL",
                    "getTailscaleStatus",
                    "reboot",
                    "renewDHCPLease",
                    "resetConfig",
                    "setAbsMouseMapping",
                    "setActiveExtension",
                    "setAudioConfig",
                    "setBacklightSettings",
                    "setCloudUrl",
                    "setDefaultLogLevel",
                    "setDevModeState",
                    "setDisplayRotation",
                    "setEDID",
                    "setHostDisplayIdleMode",
                    "setLocalLoopbackOnly",
                    "setMqttSettings",
                    "setNetworkSettings",
                    "confirmNetworkSettings",
                    "getTimeState",
                    "setTimeSettings",
                    "undoNetworkSettings",
                    "setSSHKeyState",
                    "setSerialPort",
                    "setStreamQualityFactor",
                    "setTLSState",
                    "setTailscaleControlURL",
                    "setUsbConfig",
                    "setUsbDeviceState",
                    "setUsbDevices",
                    "setUsbEmulationState",
                    "setVideoCodecPreference",
                    "setVideoSleepMode",
                    "testMqttConnection"));

    static Stream<Arguments> everything() {
        List<Arguments> all = new ArrayList<>();
        ROWS.forEach((row, methods) -> methods.forEach(method -> {
            for (Mode mode : Mode.values()) {
                for (Role role : Role.values()) {
                    if (role.mayControl() || (mode != Mode.PRIMARY && mode != Mode.QUEUED)) {
                        all.add(Arguments.of(method, mode, role, row));
                    }
                }
            }
        }));
        return all.stream();
    }

    @Override
    public @Nullable SessionCoordinator coordinator() {
        return coordinator;
    }

    @Override
    public @Nullable RateLimiter limiter() {
        return (budget, key) -> 0;
    }

    @Override
    public boolean has(Feature feature) {
        return true;
    }

    @Override
    public @Nullable RpcMethods provider(String method) {
        return call -> {
            calls.add(call);
            return CompletableFuture.completedStage("served");
        };
    }

    @Test
    void everyMethodIsInOneRowOfTheMatrix() {
        List<String> all = ROWS.values().stream().flatMap(Set::stream).sorted().toList();
        assertEquals(List.copyOf(new TreeSet<>(MethodTable.all().keySet())), all);
    }

    @ParameterizedTest
    @MethodSource("everything")
    void methodIsServedExactlyToItsRow(String method, Mode mode, Role role, For row) {
        coordinator.setRoster(roster(mode, role));
        recorded.open(peer, "rpc");
        dispatcher.message(new ChannelMessage(
                peer, "rpc", true, text(method).getBytes(StandardCharsets.UTF_8), clock.nanoTime(), 0));
        String answer = recorded.texts(peer, "rpc").getFirst();
        if (row.may(mode, role)) {
            assertEquals(
                    List.of(new SessionId(CALLER)),
                    calls.stream().map(RpcCall::session).toList(),
                    answer);
        } else {
            assertTrue(answer.contains("\"code\":-32000"), answer);
            assertTrue(answer.contains("\"data\":\"" + row.otherwise + "\""), answer);
            assertEquals(List.of(), calls);
        }
    }

    /** A call with everything it needs. */
    private static String text(String method) {
        StringBuilder params = new StringBuilder();
        for (Param param : MethodTable.method(method).orElseThrow().params()) {
            if (param.isRequired()) {
                params.append(params.isEmpty() ? "" : ",")
                        .append('"')
                        .append(param.name())
                        .append("\":")
                        .append(
                                switch (param.kind()) {
                                    case TEXT -> "\"x\"";
                                    case NUMBER -> "1";
                                    case SWITCH -> "true";
                                    case OBJECT -> "{}";
                                    case LIST -> "[]";
                                });
            }
        }
        return "{\"method\":\"" + method + "\",\"params\":{" + params + "},\"id\":1}";
    }

    private Roster roster(Mode mode, Role role) {
        Set<PendingReason> pending = mode == Mode.PENDING ? Set.of(PendingReason.APPROVAL) : Set.of();
        Session caller = RosterFixtureBuilder.session(CALLER, peer.number(), role, pending);
        RosterFixtureBuilder roster = new RosterFixtureBuilder();
        return switch (mode) {
            case PRIMARY ->
                roster.add(caller)
                        .control(new Control.Held(caller.id(), ManualClock.START))
                        .build();
            case OBSERVER, PENDING -> roster.primary("cat", 9).add(caller).build();
            case QUEUED -> roster.primary("cat", 9).queued(caller).build();
        };
    }
}
