// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcException;
import io.baton.rpc.RpcMethods;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.SessionCoordinator;
import io.baton.session.Setting;
import io.baton.session.Settings;
import io.baton.session.SettingsService;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * What an administrator decided about sessions.
 *
 * <p>Threading. Any thread; a change completes on a thread of the settings service.
 */
@Component(
        property = {
            RpcMethods.NAMES + "=getSessionConfig",
            RpcMethods.NAMES + "=getSessionSettings",
            RpcMethods.NAMES + "=setSessionSettings"
        })
public final class SettingsMethods implements RpcMethods {

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SettingsService settings;

    private final SessionCoordinator coordinator;

    @Activate
    public SettingsMethods(@Reference SessionCoordinator coordinator) {
        this.coordinator = coordinator;
    }

    @Override
    public CompletionStage<Object> call(RpcCall call) {
        if (call.method().equals("getSessionConfig")) {
            return CompletableFuture.completedStage(config());
        }
        SettingsService kept = settings;
        if (kept == null) {
            return CompletableFuture.failedStage(RpcException.refused(Outcome.refused(
                    Reason.TEMPORARILY_UNAVAILABLE,
                    "The part that keeps the settings is being replaced. Try again.",
                    Duration.ofSeconds(1))));
        }
        return call.method().equals("getSessionSettings")
                ? CompletableFuture.completedStage(kept.current())
                : change(kept, call);
    }

    private static CompletionStage<Object> change(SettingsService kept, RpcCall call) {
        Map<String, Object> subset = new LinkedHashMap<>();
        if (call.params().get("settings") instanceof Map<?, ?> given) {
            given.forEach((name, value) -> subset.put(String.valueOf(name), value));
        }
        return kept.change(call.session(), subset).thenApply(outcome -> {
            if (outcome instanceof Outcome.Refused refusal) {
                throw new CompletionException(RpcException.refused(refusal));
            }
            return kept.current();
        });
    }

    private Map<String, Object> config() {
        Settings present = coordinator.roster().settings();
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("enabled", true);
        config.put("maxSessions", present.maxSessions());
        config.put("primaryTimeout", Setting.PRIMARY_TIMEOUT.written(present.get(Setting.PRIMARY_TIMEOUT)));
        config.put("allowCloudOverride", true);
        return config;
    }
}
