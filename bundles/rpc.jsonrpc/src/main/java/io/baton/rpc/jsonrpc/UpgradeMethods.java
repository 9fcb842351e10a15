// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcException;
import io.baton.rpc.RpcMethods;
import io.baton.rpc.RpcResult;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.upgrade.UpgradeService;
import io.baton.upgrade.UpgradeState;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * Upgrades as JetKVM's clients know them. The device downloads nothing by itself: no update is ever offered, and what
 * would begin one is refused and names the way that exists.
 *
 * <p>Threading. Any thread; answers at once.
 */
@Component(
        property = {
            RpcMethods.NAMES + "=getUpdateStatus",
            RpcMethods.NAMES + "=checkUpdateComponents",
            RpcMethods.NAMES + "=isUpdatePending",
            RpcMethods.NAMES + "=getAutoUpdateState",
            RpcMethods.NAMES + "=setAutoUpdateState",
            RpcMethods.NAMES + "=getDevChannelState",
            RpcMethods.NAMES + "=getUpdateStatusChannel",
            RpcMethods.NAMES + "=setDevChannelState",
            RpcMethods.NAMES + "=tryUpdate",
            RpcMethods.NAMES + "=tryUpdateComponents"
        })
public final class UpgradeMethods implements RpcMethods {

    private static final String THE_WAY = "This device is upgraded by a signed file that an administrator installs.";

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable UpgradeService upgrades;

    private final String version;

    @Activate
    public UpgradeMethods(BundleContext context) {
        this(DeviceMethods.semantic(context.getBundle().getVersion()));
    }

    UpgradeMethods(String version) {
        this.version = version;
    }

    @Override
    public CompletionStage<Object> call(RpcCall call) {
        return switch (call.method()) {
            case "isUpdatePending" -> pending();
            case "getUpdateStatusChannel" -> CompletableFuture.completedStage("stable");
            case "getAutoUpdateState", "getDevChannelState" -> CompletableFuture.completedStage(false);
            case "setAutoUpdateState" -> switchedOff(call, false);
            case "setDevChannelState" -> switchedOff(call, RpcResult.VOID);
            case "tryUpdate", "tryUpdateComponents" -> refused("There is no update to download. " + THE_WAY);
            default -> CompletableFuture.completedStage(status());
        };
    }

    /** No update source exists, so the newest known version is the installed one and there is nothing to download. */
    private Map<String, Object> status() {
        Map<String, Object> installed = DeviceMethods.localVersion(version);
        Map<String, Object> newest = new HashMap<>(installed);
        for (String download : List.of("appUrl", "appHash", "systemUrl", "systemHash")) {
            newest.put(download, "");
        }
        return Map.of(
                "local",
                installed,
                "remote",
                newest,
                "systemUpdateAvailable",
                false,
                "appUpdateAvailable",
                false,
                "willDisableAutoUpdate",
                false);
    }

    private CompletionStage<Object> pending() {
        UpgradeService present = upgrades;
        if (present == null) {
            return CompletableFuture.failedStage(RpcException.refused(Outcome.refused(
                    Reason.TEMPORARILY_UNAVAILABLE,
                    "The part that upgrades the device is being replaced. Try again.",
                    Duration.ofSeconds(1))));
        }
        UpgradeState state = present.status().state();
        return CompletableFuture.completedStage(state.isRunning() || state == UpgradeState.STAGED);
    }

    /** What is off already may be switched off. */
    private static CompletionStage<Object> switchedOff(RpcCall call, Object result) {
        return Boolean.TRUE.equals(call.params().get("enabled"))
                ? refused("The device does not update itself. " + THE_WAY)
                : CompletableFuture.completedStage(result);
    }

    private static CompletionStage<Object> refused(String message) {
        return CompletableFuture.failedStage(
                RpcException.refused(Outcome.refused(Reason.NOT_ALLOWED, message, Duration.ZERO)));
    }
}
