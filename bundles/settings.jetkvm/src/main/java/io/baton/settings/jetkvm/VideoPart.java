// SPDX-License-Identifier: Apache-2.0
package io.baton.settings.jetkvm;

import io.baton.rpc.RpcException;
import io.baton.video.EncodedVideo;
import io.baton.video.TargetDisplay;
import java.io.IOException;
import java.util.HexFormat;
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

    private static final String NO_CAPTURE_TO_HIDE =
            "The picture of this device does not come from a capture device, so that there is no display to hide.";

    private static final String NO_CAPTURE_TO_SLEEP =
            "The picture of this device does not come from a capture device, so that there is none to sleep.";

    private static final String NO_DISPLAY =
            "The capture device takes no EDID, so that its display cannot be hidden from the target.";

    private static final String NO_EDID = "Choose an EDID first: the display comes back with it.";
    private static final String EDID_NEEDED =
            "The display is hidden while nobody watches, and needs an EDID to come back with. Choose one, or switch that off first.";

    private static final String SLEEP = "sleepAfterSeconds";
    private static final String HIDE = "hideWithoutViewer";
    /** On the wire; the setting is 0 then. */
    private static final long NEVER = -1;

    /** What 0 stands for. */
    private static final int USUAL_SECONDS = 60;

    private final Values values;
    private final Supplier<@Nullable EncodedVideo> video;
    private final Supplier<@Nullable TargetDisplay> display;

    VideoPart(Values values, Supplier<@Nullable EncodedVideo> video, Supplier<@Nullable TargetDisplay> display) {
        this.values = values;
        this.video = video;
        this.display = display;
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
                Map.entry("getHostDisplayIdleMode", params -> hideMode()),
                Map.entry("setHostDisplayIdleMode", this::hide),
                Map.entry("getVideoLogStatus", params -> status()),
                Map.entry("getVideoSleepMode", params -> sleepMode()),
                Map.entry("setVideoSleepMode", this::sleep));
    }

    /** The least quality that the encoder takes stands for all below it. */
    private static Change quality(Map<String, Object> params) {
        double factor = params.get("factor") instanceof Number number ? number.doubleValue() : 1;
        int percent = Math.clamp(Math.round(factor * PERCENT), LEAST_QUALITY, PERCENT);
        return new Change(Defaults.VIDEO, Map.of("qualityPercent", percent));
    }

    /**
     * What the target reads, or reads when the display comes back. The path of a file is nothing for a client; what is
     * in it is.
     */
    private String edid() throws IOException {
        if (!values.flag(Defaults.CAPTURE, "enabled")) {
            return "";
        }
        String configured = values.text(Defaults.CAPTURE, "edid").strip();
        return configured.isEmpty() || configured.startsWith("/")
                ? present()
                : configured.replaceAll("\\s+", "").toUpperCase(Locale.ROOT);
    }

    /** Returns the EDID that the device has; empty where there is none, or it is not known. */
    private String present() {
        TargetDisplay shown = display.get();
        return shown == null
                ? ""
                : shown.edid().map(HexFormat.of().withUpperCase()::formatHex).orElse("");
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
        if (edid.isEmpty() && values.flag(Defaults.CAPTURE, HIDE)) {
            throw Part.unsupported(EDID_NEEDED);
        }
        return new Change(Defaults.CAPTURE, Map.of("edid", edid));
    }

    private Map<String, Object> hideMode() throws IOException {
        return Map.of("enabled", values.flag(Defaults.CAPTURE, HIDE), "supported", pluggable());
    }

    private boolean pluggable() throws IOException {
        TargetDisplay shown = display.get();
        return values.flag(Defaults.CAPTURE, "enabled") && shown != null && shown.isPluggable();
    }

    /**
     * The EDID that the device has of its own is stored, so that the display comes back with it after a restart too.
     */
    private Change hide(Map<String, Object> params) throws RpcException, IOException {
        boolean wanted = Boolean.TRUE.equals(params.get("enabled"));
        if (wanted == values.flag(Defaults.CAPTURE, HIDE)) {
            return Change.NONE;
        }
        if (!wanted) {
            return new Change(Defaults.CAPTURE, Map.of(HIDE, false));
        }
        if (!pluggable()) {
            throw Part.unsupported(values.flag(Defaults.CAPTURE, "enabled") ? NO_DISPLAY : NO_CAPTURE_TO_HIDE);
        }
        if (!values.text(Defaults.CAPTURE, "edid").isBlank()) {
            return new Change(Defaults.CAPTURE, Map.of(HIDE, true));
        }
        String own = present();
        if (own.isEmpty()) {
            throw Part.unsupported(NO_EDID);
        }
        return new Change(Defaults.CAPTURE, Map.of(HIDE, true, "edid", own));
    }

    private Map<String, Object> sleepMode() throws IOException {
        TargetDisplay shown = display.get();
        boolean supported = values.flag(Defaults.CAPTURE, "enabled");
        int seconds = values.number(Defaults.CAPTURE, SLEEP);
        return Map.of(
                "supported",
                supported,
                "enabled",
                supported && shown != null && shown.isAsleep(),
                "duration",
                supported && seconds > 0 ? (long) seconds : NEVER);
    }

    private Change sleep(Map<String, Object> params) throws RpcException, IOException {
        long wanted = params.get("duration") instanceof Number time ? time.longValue() : NEVER;
        int seconds = wanted == 0 ? USUAL_SECONDS : (int) Math.max(wanted, 0);
        if (seconds == values.number(Defaults.CAPTURE, SLEEP)) {
            return Change.NONE;
        }
        if (seconds > 0 && !values.flag(Defaults.CAPTURE, "enabled")) {
            throw Part.unsupported(NO_CAPTURE_TO_SLEEP);
        }
        return new Change(Defaults.CAPTURE, Map.of(SLEEP, seconds));
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
