// SPDX-License-Identifier: Apache-2.0
package io.baton.health.felix;

import java.util.List;

/**
 * The metrics of the device. Names, types, units and labels are stable: dashboards and alerts depend on them. Names are
 * those of OpenMetrics, without the suffix {@code _total} of a counter and {@code _info} of an information.
 */
public enum Metric {
    BUILD("baton_build", Type.INFO, "", "version of the bundles", "version"),
    SESSIONS("baton_sessions", Type.GAUGE, "", "sessions by mode", "mode"),
    CONTROL_EPOCH("baton_control_epoch", Type.GAUGE, "", "the control epoch, which grows with each hand-over"),
    QUEUE_LENGTH("baton_queue_length", Type.GAUGE, "", "entries of a queue", "queue"),
    QUEUE_CAPACITY("baton_queue_capacity", Type.GAUGE, "", "entries that a queue takes", "queue"),
    INPUT_MESSAGES("baton_input_messages", Type.COUNTER, "", "input messages by what became of them", "result"),
    HID_REPORTS("baton_hid_reports", Type.COUNTER, "", "USB reports written to the target"),
    HID_EVENTS("baton_hid_events", Type.COUNTER, "", "input events that were not written as they came", "result"),
    HID_LATE("baton_hid_late_reports", Type.COUNTER, "", "USB reports that waited for the target"),
    HID_LEASE("baton_hid_lease", Type.GAUGE, "", "1 while the HID output holds the lease of the ports"),
    TARGET_CONFIGURED(
            "baton_target_configured", Type.GAUGE, "", "1 while the target has configured the device (USB state)"),
    VIDEO_SIGNAL("baton_video_signal", Type.GAUGE, "", "1 while the video input has a usable signal"),
    VIDEO_FRAMES("baton_video_frames", Type.COUNTER, "", "frames by what became of them", "result"),
    VIDEO_KEY_FRAMES("baton_video_key_frames", Type.COUNTER, "", "encoded frames that are key frames"),
    VIDEO_ENCODER_STARTS("baton_video_encoder_starts", Type.COUNTER, "", "how often an encoder was opened"),
    VIDEO_ENCODE_TIME("baton_video_encode_seconds", Type.COUNTER, "seconds", "time spent encoding"),
    VIDEO_BITRATE(
            "baton_video_target_bits_per_second",
            Type.GAUGE,
            "bits_per_second",
            "bit rate that the encoder is to keep to"),
    VIDEO_ENCODED(
            "baton_video_encoded_delay_seconds",
            Type.GAUGE,
            "seconds",
            "from capture until the frame was encoded, of the last 10 s",
            "quantile"),
    VIDEO_SENT(
            "baton_video_sent_delay_seconds",
            Type.GAUGE,
            "seconds",
            "from capture until the last packet was sent, of the last 10 s",
            "quantile"),
    PEERS("baton_peers", Type.GAUGE, "", "peer connections by state", "state"),
    VIEWERS("baton_viewers", Type.GAUGE, "", "linked peers that receive video"),
    ROUND_TRIP("baton_viewer_round_trip_max_seconds", Type.GAUGE, "seconds", "longest round trip of a viewer"),
    LOSS("baton_viewer_loss_max_ratio", Type.GAUGE, "ratio", "highest fraction of packets that a viewer lost"),
    REFUSALS("baton_rate_limit_refusals", Type.COUNTER, "", "calls that a rate limit refused", "limit"),
    CALLERS("baton_rate_limit_callers", Type.GAUGE, "", "callers of a rate limit that are remembered", "limit"),
    AUDIT_ENTRIES("baton_audit_entries", Type.COUNTER, "", "entries written to the audit journal"),
    AUDIT_BYTES("baton_audit_written_bytes", Type.COUNTER, "bytes", "bytes written to the audit journal"),
    AUDIT_LOST("baton_audit_lost_entries", Type.COUNTER, "", "audit entries that could not be written"),
    AUDIT_FAILURES("baton_audit_write_failures", Type.COUNTER, "", "failed attempts to write the audit journal"),
    AUDIT_HEALTHY("baton_audit_healthy", Type.GAUGE, "", "1 while the audit journal can be written"),
    HEALTH(
            "baton_health_status",
            Type.GAUGE,
            "",
            "0 ok, 1 warning, 2 temporarily unavailable, 3 critical, 4 the check failed",
            "check"),
    DISK_FREE("baton_disk_free_bytes", Type.GAUGE, "bytes", "free space of the data directory"),
    HEAP_USED("baton_heap_used_bytes", Type.GAUGE, "bytes", "heap in use, garbage included"),
    HEAP_MAX("baton_heap_max_bytes", Type.GAUGE, "bytes", "largest heap"),
    HEAP_FREE("baton_heap_free_ratio", Type.GAUGE, "ratio", "part of the heap that was free after the last collection"),
    THREADS("baton_threads", Type.GAUGE, "", "platform threads"),
    UPTIME("baton_uptime_seconds", Type.GAUGE, "seconds", "time since the process started");

    /** The types of OpenMetrics that are used. */
    public enum Type {
        COUNTER,
        GAUGE,
        INFO
    }

    private final String wireName;
    private final Type type;
    private final String unit;
    private final String help;
    private final String label;

    Metric(String wireName, Type type, String unit, String help) {
        this(wireName, type, unit, help, "");
    }

    /** @param label the name of the label that tells its samples apart; empty for a single sample */
    Metric(String wireName, Type type, String unit, String help, String label) {
        this.wireName = wireName;
        this.type = type;
        this.unit = unit;
        this.help = help;
        this.label = label;
    }

    /** Returns the name of the family. */
    public String wireName() {
        return wireName;
    }

    /** Returns the type. */
    public Type type() {
        return type;
    }

    /** Returns the unit, with which the name ends; empty for a number without one. */
    public String unit() {
        return unit;
    }

    /** Returns what it counts or measures. */
    public String help() {
        return help;
    }

    /** Returns the names of the labels. */
    public List<String> labels() {
        return label.isEmpty() ? List.of() : List.of(label);
    }
}
