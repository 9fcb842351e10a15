// SPDX-License-Identifier: Apache-2.0
package io.baton.ratelimit.tokenbucket;

import io.baton.ratelimit.Budget;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rates in force.
 *
 * @param each for each budget and caller
 * @param userRpc for the RPC calls of one account
 * @param addressRpc for the RPC calls of one address
 * @param allRpc for the RPC calls of all sessions without control
 */
record Rates(Map<Budget, Rate> each, Rate userRpc, Rate addressRpc, Rate allRpc) {

    static final Rates DEFAULTS = new Rates(
            Map.of(
                    Budget.JOIN, new Rate(5, 30),
                    Budget.RESUME, new Rate(5, 30),
                    Budget.LOGIN, new Rate(1, 10),
                    Budget.RPC, new Rate(500, 500),
                    Budget.PRIMARY_RPC, new Rate(500, 500),
                    Budget.INPUT, new Rate(2_000, 2_000),
                    Budget.PROMPT, new Rate(20, 100),
                    Budget.RENAME, new Rate(0.5, 5),
                    Budget.SCREENSHOT, new Rate(1, 5)),
            new Rate(1_000, 1_000),
            new Rate(1_500, 1_500),
            new Rate(2_000, 2_000));

    private static final Logger LOG = LoggerFactory.getLogger("ratelimit.tokenbucket");

    Rates {
        each = Map.copyOf(each);
        for (Budget budget : Budget.values()) {
            if (!each.containsKey(budget)) {
                throw new IllegalArgumentException("every budget has a rate: " + budget);
            }
        }
    }

    Rate of(Budget budget) {
        Rate rate = each.get(budget);
        if (rate == null) {
            throw new IllegalStateException("every budget has a rate: " + budget);
        }
        return rate;
    }

    /** Returns the configured rates, or the defaults if a value is outside its range. */
    static Rates of(TokenBucketConfig config) {
        try {
            return new Rates(
                    Map.of(
                            Budget.JOIN, new Rate(config.joinPerSecond(), config.joinBurst()),
                            Budget.RESUME, new Rate(config.resumePerSecond(), config.resumeBurst()),
                            Budget.LOGIN, new Rate(config.loginPerSecond(), config.loginBurst()),
                            Budget.RPC, new Rate(config.rpcPerSecond(), config.rpcBurst()),
                            Budget.PRIMARY_RPC, new Rate(config.primaryRpcPerSecond(), config.primaryRpcBurst()),
                            Budget.INPUT, new Rate(config.inputPerSecond(), config.inputBurst()),
                            Budget.PROMPT, new Rate(config.promptPerSecond(), config.promptBurst()),
                            Budget.RENAME, new Rate(config.renamePerSecond(), config.renameBurst()),
                            Budget.SCREENSHOT, new Rate(config.screenshotPerSecond(), config.screenshotBurst())),
                    new Rate(config.rpcUserPerSecond(), config.rpcUserBurst()),
                    new Rate(config.rpcAddressPerSecond(), config.rpcAddressBurst()),
                    new Rate(config.rpcAllPerSecond(), config.rpcAllBurst()));
        } catch (IllegalArgumentException e) {
            LOG.error("{}: {}; the defaults are in force", TokenBucketConfig.PID, e.getMessage());
            return DEFAULTS;
        }
    }
}
