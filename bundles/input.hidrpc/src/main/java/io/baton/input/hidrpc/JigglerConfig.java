// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.rpc.RpcException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When the pointer is moved, so that the target does not fall asleep.
 *
 * @param inactivity the time without input before it is
 * @param jitterPercent the greatest delay, in percent of the time between two times of the schedule
 * @param cronTab the schedule as text
 * @param schedule the times at which it may be moved
 * @param zone the time zone of the schedule
 */
record JigglerConfig(Duration inactivity, int jitterPercent, String cronTab, CronSchedule schedule, ZoneId zone) {

    static final int INACTIVITY_SECONDS = 60;
    static final int JITTER_PERCENT = 25;
    static final String SCHEDULE = "0 * * * * *";
    static final String ZONE = "UTC";

    static final int MAX_INACTIVITY_SECONDS = 86_400;
    private static final int MAX_PERCENT = 100;

    static final JigglerConfig DEFAULT = of(INACTIVITY_SECONDS, JITTER_PERCENT, SCHEDULE, ZONE);

    /**
     * Returns a checked configuration.
     *
     * @throws IllegalArgumentException saying what is wrong, with JetKVM's name of it
     */
    static JigglerConfig of(long inactivitySeconds, long jitterPercent, String cronTab, String zone) {
        if (inactivitySeconds < 1 || inactivitySeconds > MAX_INACTIVITY_SECONDS) {
            throw new IllegalArgumentException("inactivity_limit_seconds must be within 1–" + MAX_INACTIVITY_SECONDS);
        }
        if (jitterPercent < 0 || jitterPercent > MAX_PERCENT) {
            throw new IllegalArgumentException("jitter_percentage must be within 0–" + MAX_PERCENT);
        }
        try {
            return new JigglerConfig(
                    Duration.ofSeconds(inactivitySeconds),
                    (int) jitterPercent,
                    cronTab.strip(),
                    CronSchedule.parse(cronTab),
                    ZoneId.of(zone));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("timezone must be the name of a time zone such as Europe/Berlin", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "schedule_cron_tab must be a schedule of six fields: " + e.getMessage(), e);
        }
    }

    /** Reads it in JetKVM's shape; a missing time zone is UTC. */
    static JigglerConfig read(@Nullable Object value) throws RpcException {
        if (!(value instanceof Map<?, ?> map)) {
            throw RpcException.badParameter("jigglerConfig must be an object");
        }
        Object zone = map.get("timezone");
        if (!(map.get("inactivity_limit_seconds") instanceof Number inactivity)) {
            throw RpcException.badParameter("inactivity_limit_seconds must be a number");
        }
        if (!(map.get("jitter_percentage") instanceof Number jitter)) {
            throw RpcException.badParameter("jitter_percentage must be a number");
        }
        if (!(map.get("schedule_cron_tab") instanceof String cronTab)) {
            throw RpcException.badParameter("schedule_cron_tab must be a text");
        }
        try {
            return of(
                    inactivity.longValue(),
                    jitter.longValue(),
                    cronTab,
                    zone instanceof String name && !name.isBlank() ? name : ZONE);
        } catch (IllegalArgumentException e) {
            throw RpcException.badParameter(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JigglerConfig that && written().equals(that.written());
    }

    @Override
    public int hashCode() {
        return written().hashCode();
    }

    /** Returns it in JetKVM's shape. */
    Map<String, Object> written() {
        return Map.of(
                "inactivity_limit_seconds",
                inactivity.toSeconds(),
                "jitter_percentage",
                (long) jitterPercent,
                "schedule_cron_tab",
                cronTab,
                "timezone",
                zone.getId());
    }
}
