// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A rollout as hawkBit does it: groups of devices, one after the other. The next group begins once enough of the
 * present one have succeeded; the rollout stops once too many of it have failed.
 *
 * <p>Threading. One thread.
 */
public final class DdiRollout {

    private static final int PERCENT = 100;

    private final DdiServer server;
    private final List<List<String>> groups;
    private final int successPercent;
    private final int errorPercent;

    /**
     * What became of a rollout.
     *
     * @param updated devices that reported success
     * @param failed devices that reported failure
     * @param untouched devices that were never asked
     * @param stoppedGroup the group in which it stopped, from 1; 0 when it went through
     */
    public record Result(int updated, int failed, int untouched, int stoppedGroup) {}

    /**
     * @param groupSize devices of a group; the last one may have fewer
     * @param successPercent of a group that must have succeeded before the next one begins
     * @param errorPercent of a group that, once failed, stop the rollout
     */
    public DdiRollout(DdiServer server, List<String> devices, int groupSize, int successPercent, int errorPercent) {
        this.server = server;
        this.successPercent = successPercent;
        this.errorPercent = errorPercent;
        groups = new ArrayList<>();
        for (int from = 0; from < devices.size(); from += groupSize) {
            groups.add(List.copyOf(devices.subList(from, Math.min(from + groupSize, devices.size()))));
        }
    }

    /**
     * Rolls a file out, and returns once each device that was asked has reported its result.
     *
     * @param longest time for one group
     * @throws IllegalStateException when a group takes longer
     */
    public Result run(byte[] file, Duration longest) throws InterruptedException {
        List<DdiAction> all = new ArrayList<>();
        int stopped = 0;
        for (int group = 0; group < groups.size() && stopped == 0; group++) {
            List<DdiAction> actions = groups.get(group).stream()
                    .map(device -> server.assign(device, file))
                    .toList();
            all.addAll(actions);
            server.await(() -> succeeded(actions) || failed(actions), longest);
            if (failed(actions)) {
                stopped = group + 1;
            }
        }
        server.await(
                () -> all.stream().noneMatch(action -> server.status(action).equals("RUNNING")), longest);
        int updated = count(all, "FINISHED");
        int devices = groups.stream().mapToInt(List::size).sum();
        return new Result(updated, count(all, "ERROR"), devices - all.size(), stopped);
    }

    private boolean succeeded(List<DdiAction> group) {
        return count(group, "FINISHED") * PERCENT >= successPercent * group.size();
    }

    private boolean failed(List<DdiAction> group) {
        return count(group, "ERROR") * PERCENT >= errorPercent * group.size();
    }

    private int count(List<DdiAction> actions, String status) {
        return (int) actions.stream()
                .filter(action -> server.status(action).equals(status))
                .count();
    }
}
