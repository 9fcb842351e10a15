// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.baton.rpc.RpcResult;
import io.baton.session.Login;
import io.baton.upgrade.UpgradePlan;
import io.baton.upgrade.UpgradeService;
import io.baton.upgrade.UpgradeState;
import io.baton.upgrade.UpgradeStatus;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What JetKVM's clients read of upgrades, and what they may not do. */
class UpgradeMethodsTest {

    private final UpgradeMethods methods = new UpgradeMethods("1.2.3");

    private record Upgrades(UpgradeStatus status) implements UpgradeService {

        @Override
        public List<UpgradeStatus> history(int max) {
            throw new UnsupportedOperationException();
        }

        @Override
        public UpgradePlan plan(InputStream file) {
            throw new UnsupportedOperationException();
        }

        @Override
        public UpgradeStatus install(InputStream file, Login actor) {
            throw new UnsupportedOperationException();
        }

        @Override
        public UpgradeStatus rollBack(Login actor) {
            throw new UnsupportedOperationException();
        }
    }

    static UpgradeStatus status(UpgradeState state) {
        return status(state, "", "");
    }

    static UpgradeStatus failed() {
        return status(UpgradeState.ROLLED_BACK, "start_failed", "it threw");
    }

    private static UpgradeStatus status(UpgradeState state, String reason, String detail) {
        return new UpgradeStatus(
                "7",
                "2026.12",
                state,
                "ada",
                Instant.EPOCH,
                List.of(),
                List.of(),
                Optional.empty(),
                Duration.ZERO,
                reason,
                detail);
    }

    private Object call(String method, Map<String, Object> params) {
        return Caller.call(methods, method, "ann", params);
    }

    @Test
    void updateStatusReportsInstalledVersionAsNewest() {
        Map<String, Object> expected = Map.of(
                "local",
                Map.of("appVersion", "0.5.5", "systemVersion", "1.2.3", "batonVersion", "1.2.3"),
                "remote",
                Map.of(
                        "appVersion", "0.5.5",
                        "batonVersion", "1.2.3",
                        "appUrl", "",
                        "appHash", "",
                        "systemVersion", "1.2.3",
                        "systemUrl", "",
                        "systemHash", ""),
                "systemUpdateAvailable",
                false,
                "appUpdateAvailable",
                false,
                "willDisableAutoUpdate",
                false);
        assertEquals(expected, call("getUpdateStatus", Map.of()));
        assertEquals(expected, call("checkUpdateComponents", Map.of("includePreRelease", true)));
    }

    @Test
    void upgradeIsPendingUntilItIsOver() {
        assertEquals("temporarily_unavailable", Caller.reason(methods, "isUpdatePending", "ann", Map.of()));
        for (UpgradeState state : UpgradeState.values()) {
            methods.upgrades = new Upgrades(status(state));
            boolean over = switch (state) {
                case CHECKING, INSTALLING, PROBATION, ROLLING_BACK, STAGED -> false;
                case IDLE, COMMITTED, ROLLED_BACK, REFUSED, FAILED -> true;
            };
            assertEquals(!over, call("isUpdatePending", Map.of()), state.name());
        }
    }

    @Test
    void updateIsNotDownloaded() {
        assertEquals("not_allowed", Caller.reason(methods, "tryUpdate", "ann", Map.of()));
        assertEquals(
                "not_allowed",
                Caller.reason(methods, "tryUpdateComponents", "ann", Map.of("params", Map.of(), "resetConfig", true)));
    }

    @Test
    void deviceDoesNotUpdateItselfAndDoesNotPretendTo() {
        assertEquals(false, call("getAutoUpdateState", Map.of()));
        assertEquals(false, call("setAutoUpdateState", Map.of("enabled", false)));
        assertEquals("not_allowed", Caller.reason(methods, "setAutoUpdateState", "ann", Map.of("enabled", true)));
        assertEquals(false, call("getDevChannelState", Map.of()));
        assertEquals(RpcResult.VOID, call("setDevChannelState", Map.of("enabled", false)));
        assertEquals("not_allowed", Caller.reason(methods, "setDevChannelState", "ann", Map.of("enabled", true)));
    }
}
