// SPDX-License-Identifier: Apache-2.0
package io.baton.health.felix;

import java.util.function.Supplier;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;

/** The check of one bundle: it runs, its components have what they need, and it says of itself that it is ready. */
final class BundleCheck implements HealthCheck {

    private final Supplier<BundleFacts> facts;

    BundleCheck(Supplier<BundleFacts> facts) {
        this.facts = facts;
    }

    @Override
    public Result execute() {
        FormattingResultLog log = new FormattingResultLog();
        BundleFacts bundle = facts.get();
        switch (bundle.life()) {
            case RUNNING -> running(bundle, log);
            case ATTACHED -> log.info("In use, version {}.", bundle.version());
            case CHANGING -> log.temporarilyUnavailable("It is starting or stopping. Wait for its update to end.");
            case STOPPED -> {
                if (bundle.isReplaced()) {
                    log.info("Version {} is kept for a roll back.", bundle.version());
                } else {
                    log.critical("It does not run. The log says why; start it, or roll its upgrade back.");
                }
            }
        }
        return new Result(log);
    }

    private static void running(BundleFacts bundle, FormattingResultLog log) {
        boolean sound = true;
        for (BundleFacts.Unit unit : bundle.components()) {
            switch (unit.condition()) {
                case SATISFIED -> {
                    continue;
                }
                case FAILED ->
                    log.critical(
                            "The component {} failed to start. The log says why; roll the upgrade back, or correct the"
                                    + " configuration.",
                            unit.name());
                case MISSING_SERVICE ->
                    log.critical(
                            "The component {} waits for {}. Start the bundle that provides it.",
                            unit.name(),
                            String.join(", ", unit.missing()));
                case MISSING_CONFIGURATION ->
                    log.critical("The component {} waits for its configuration.", unit.name());
            }
            sound = false;
        }
        for (String reason : bundle.notReady()) {
            log.temporarilyUnavailable("Not ready: {}.", reason);
            sound = false;
        }
        if (sound) {
            log.info(
                    "Runs, version {}, components: {}.",
                    bundle.version(),
                    bundle.components().size());
        }
    }
}
