// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.session.Mode;
import io.baton.session.Role;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The permissions of every mode and role, row by row. */
class RightsTest {

    @Test
    void viewIsForObserverQueuedAndPrimary() {
        eachOf(List.of("video.view", "mount.list"), (mode, role) -> mode != Mode.PENDING);
        assertEquals(Right.VIEW, MethodTable.right("getSessionData").orElseThrow());
    }

    @Test
    void keyboardMousePasteMacrosMediaAtxWakeOnLanAndSerialAreForThePrimary() {
        eachOf(
                List.of(
                        "keyboard.input",
                        "mouse.input",
                        "clipboard.paste",
                        "mount.media",
                        "mount.unmedia",
                        "power.control",
                        "extension.atx",
                        "extension.dc",
                        "extension.serial",
                        "extension.wol",
                        "serial.access"),
                (mode, role) -> mode == Mode.PRIMARY);
        for (String method :
                List.of("keyboardReport", "keypressReport", "absMouseReport", "relMouseReport", "wheelReport")) {
            assertEquals(Right.CONTROL, MethodTable.right(method).orElseThrow(), method);
        }
    }

    @Test
    void approvingAndDenyingNewcomersIsForThePrimaryAndAdmittedAdministrators() {
        eachOf(
                List.of("session.approve"),
                (mode, role) -> mode == Mode.PRIMARY || (mode != Mode.PENDING && role == Role.ADMIN));
        assertEquals(Right.MODERATE, MethodTable.right("approveNewSession").orElseThrow());
        assertEquals(Right.MODERATE, MethodTable.right("denyNewSession").orElseThrow());
    }

    @Test
    void releasingAndDecidingRequestsIsForThePrimaryAndTransferForAdministratorsToo() {
        eachOf(List.of("session.release_primary", "session.decide_requests"), (mode, role) -> mode == Mode.PRIMARY);
        eachOf(
                List.of("session.transfer"),
                (mode, role) -> mode == Mode.PRIMARY || (mode != Mode.PENDING && role == Role.ADMIN));
        for (String method : List.of("releasePrimary", "approvePrimaryRequest", "denyPrimaryRequest")) {
            assertEquals(Right.CONTROL, MethodTable.right(method).orElseThrow(), method);
        }
        assertEquals(Right.MODERATE, MethodTable.right("transferPrimary").orElseThrow());
    }

    @Test
    void administrationIsForAdmittedAdministratorsAndNeverComesWithControl() {
        eachOf(
                List.of(
                        "terminal.access",
                        "settings.read",
                        "settings.write",
                        "system.network",
                        "accounts.manage",
                        "system.update",
                        "system.reboot",
                        "session.kick",
                        "session.claim",
                        "session.audit",
                        "session.trust"),
                (mode, role) -> mode != Mode.PENDING && role == Role.ADMIN);
        for (String method :
                List.of("kickSession", "claimControl", "getAudit", "getSessionSettings", "setSessionSettings")) {
            assertEquals(Right.ADMINISTER, MethodTable.right(method).orElseThrow(), method);
        }
    }

    @Test
    void pendingSessionHasFewMethodsAndNoPermission() {
        for (String method : List.of(
                "ping",
                "getSessions",
                "getPermissions",
                "updateSessionNickname",
                "generateNickname",
                "getLocalVersion",
                "getVideoState",
                "requestSessionApproval",
                "sessionAlive")) {
            assertTrue(MethodTable.right(method).orElseThrow().heldBy(Mode.PENDING, Role.VIEWER), method);
        }
        Permissions.of(Mode.PENDING, Role.ADMIN).forEach((name, held) -> assertEquals(false, held, name));
    }

    @Test
    void requestingControlIsForOperatorsAndAdministrators() {
        eachOf(List.of("session.request_primary"), (mode, role) -> mode != Mode.PENDING && role != Role.VIEWER);
    }

    @Test
    void parameterNamesOfEachMethodAreUnique() {
        MethodTable.all().keySet().forEach(name -> {
            Set<String> names = new HashSet<>();
            MethodTable.method(name)
                    .orElseThrow()
                    .params()
                    .forEach(param -> assertTrue(names.add(param.name()), name + " " + param));
        });
        assertTrue(MethodTable.right("stealControl").isEmpty());
    }

    private interface Expected {
        boolean held(Mode mode, Role role);
    }

    private static void eachOf(List<String> permissions, Expected expected) {
        for (Mode mode : Mode.values()) {
            Arrays.stream(Role.values())
                    .filter(role -> mode != Mode.PRIMARY || role.mayControl())
                    .forEach(role -> permissions.forEach(permission -> assertEquals(
                            expected.held(mode, role),
                            Permissions.of(mode, role).get(permission),
                            permission + " for " + mode + " " + role)));
        }
    }
}
