// SPDX-License-Identifier: Apache-2.0
package io.baton.settings.jetkvm;

import io.baton.rpc.RpcException;
import io.baton.video.EncodedVideo;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The quality of the picture, and what the target is told of its display. */
final class VideoPart implements Part {

    private static final int PERCENT = 100;
    private static final int LEAST_QUALITY = 10;
    private static final String NO_CAPTURE =
            "The picture of this device does not come from a capture device, so that there is no EDID to set.";

    private final Values values;
    private final Supplier<@Nullable EncodedVideo> video;

    VideoPart(Values values, Supplier<@Nullable EncodedVideo> video) {
        this.values = values;
        this.video = video;
    }

    @Override
    public Map<String, Method> methods() {
        return Map.ofEntries(
                Map.entry(
                        "getStreamQualityFactor",
                        params -> values.number(Defaults.VIDEO, "qualityPercent") / (double) PERCENT),
                Map.entry("setStreamQualityFactor", VideoPart::quality),
                Map.entry("getEDID", params -> edid()),
                Map.entry("setEDID", this::setEdid),
                Map.entry("getEDIDPresets", params -> Edid.presets()),
                Map.entry("getHostDisplayIdleMode", params -> Map.of("enabled", false)),
                Map.entry("setHostDisplayIdleMode", VideoPart::idle),
                Map.entry("getVideoLogStatus", params -> status()),
                Map.entry("getVideoSleepMode", params -> Map.of("supported", false, "enabled", false, "duration", -1L)),
                Map.entry("setVideoSleepMode", VideoPart::sleep));
    }

    /** The least quality that the encoder takes stands for all below it. */
    private static Change quality(Map<String, Object> params) {
        double factor = params.get("factor") instanceof Number number ? number.doubleValue() : 1;
        int percent = Math.clamp(Math.round(factor * PERCENT), LEAST_QUALITY, PERCENT);
        return new Change(Defaults.VIDEO, Map.of("qualityPercent", percent));
    }

    /** A file is the operator's own; its path is nothing for a client. */
    private String edid() throws IOException {
        String configured = values.text(Defaults.CAPTURE, "edid");
        return values.flag(Defaults.CAPTURE, "enabled") && !configured.startsWith("/")
                ? configured.toUpperCase(Locale.ROOT)
                : "";
    }

    private Change setEdid(Map<String, Object> params) throws RpcException, IOException {
        String edid = String.valueOf(params.get("edid")).strip().toUpperCase(Locale.ROOT);
        if (!values.flag(Defaults.CAPTURE, "enabled")) {
            if (edid.isEmpty()) {
                return Change.NONE;
            }
            throw Part.unsupported(NO_CAPTURE);
        }
        String problem = edid.isEmpty() ? "" : Edid.problem(edid);
        if (!problem.isEmpty()) {
            throw RpcException.badParameter("edid " + problem);
        }
        return new Change(Defaults.CAPTURE, Map.of("edid", edid));
    }

    private static Change idle(Map<String, Object> params) throws RpcException {
        if (Boolean.TRUE.equals(params.get("enabled"))) {
            throw Part.unsupported("This device does not hide its display from the target.");
        }
        return Change.NONE;
    }

    private static Change sleep(Map<String, Object> params) throws RpcException {
        if (params.get("duration") instanceof Number time && time.intValue() >= 0) {
            throw Part.unsupported(
                    "The capture of this device pauses by itself while nobody watches; there is no other sleep.");
        }
        return Change.NONE;
    }

    private String status() {
        EncodedVideo present = video.get();
        return present == null
                ? "no video"
                : "encoder=%s signal=%s stats=%s"
                        .formatted(
                                present.encoder().isEmpty() ? "none" : present.encoder(),
                                present.signal(),
                                present.stats());
    }

    /** Returns the capabilities of JetKVM that this part has now. */
    List<String> capabilities() throws IOException {
        return values.flag(Defaults.CAPTURE, "enabled") ? List.of("custom_edid") : List.of();
    }
}
