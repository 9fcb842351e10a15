// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.peer.PeerService;
import io.baton.peer.VideoLatency;
import io.baton.port.ReportPorts;
import io.baton.port.UsbState;
import io.baton.rpc.MethodTable;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcException;
import io.baton.rpc.RpcMethods;
import io.baton.rpc.RpcResult;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Session;
import io.baton.session.SessionCoordinator;
import io.baton.video.EncodedVideo;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Version;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * What the device says of itself.
 *
 * <p>Threading. Any thread; answers at once.
 */
@Component(
        property = {
            RpcMethods.NAMES + "=ping",
            RpcMethods.NAMES + "=getLocalVersion",
            RpcMethods.NAMES + "=getDeviceCapabilities",
            RpcMethods.NAMES + "=setVideoStreamPaused",
            RpcMethods.NAMES + "=getSupportedVideoCodecs",
            RpcMethods.NAMES + "=getVideoCodecPreference",
            RpcMethods.NAMES + "=setVideoCodecPreference",
            RpcMethods.NAMES + "=getDeviceID",
            RpcMethods.NAMES + "=getVideoState",
            RpcMethods.NAMES + "=getVideoLatency",
            RpcMethods.NAMES + "=getUSBState",
            RpcMethods.NAMES + "=getUsbState"
        })
public final class DeviceMethods implements RpcMethods {

    private static final String DEVICE_ID = "baton.device.id";
    private static final String CODEC = "h264";

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable EncodedVideo video;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable ReportPorts ports;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable PeerService peers;

    private final SessionCoordinator coordinator;
    private final String version;
    private final String deviceId;
    private final Supplier<List<String>> capabilities;

    @Activate
    public DeviceMethods(BundleContext context, @Reference SessionCoordinator coordinator) {
        this(
                coordinator,
                semantic(context.getBundle().getVersion()),
                id(context.getProperty(DEVICE_ID)),
                new InstalledFeatures(context)::capabilities);
    }

    DeviceMethods(
            SessionCoordinator coordinator, String version, String deviceId, Supplier<List<String>> capabilities) {
        this.coordinator = coordinator;
        this.version = version;
        this.deviceId = deviceId;
        this.capabilities = capabilities;
    }

    static String semantic(Version version) {
        return version.getMajor() + "." + version.getMinor() + "." + version.getMicro();
    }

    private static String id(@Nullable String configured) {
        return configured == null || configured.isEmpty() ? "baton" : configured;
    }

    @Override
    public CompletionStage<Object> call(RpcCall call) {
        if (call.method().equals("setVideoCodecPreference")) {
            return preferCodec(String.valueOf(call.params().get("codec")));
        }
        if (call.method().equals("setVideoStreamPaused")) {
            return pause(call);
        }
        return CompletableFuture.completedStage(
                switch (call.method()) {
                    case "ping" -> "pong";
                    case "getLocalVersion" -> localVersion(version);
                    case "getDeviceCapabilities" -> capabilities.get();
                    case "getSupportedVideoCodecs" -> List.of(CODEC);
                    case "getVideoCodecPreference" -> CODEC;
                    case "getDeviceID" -> deviceId;
                    case "getVideoState" -> videoState(call);
                    case "getVideoLatency" -> videoLatency(call);
                    default -> usbState();
                });
    }

    /**
     * Returns the versions as JetKVM's clients know them: the generation of their protocol that is answered in whole,
     * by which they show or hide parts of themselves, and beside it the version of this firmware.
     */
    static Map<String, Object> localVersion(String version) {
        return Map.of("appVersion", MethodTable.JETKVM_RELEASE, "systemVersion", version, "batonVersion", version);
    }

    private static CompletionStage<Object> preferCodec(String codec) {
        return switch (codec) {
            case "auto", CODEC -> CompletableFuture.completedStage(RpcResult.VOID);
            case "h265" -> refused(Reason.UNSUPPORTED, "This device encodes H.264 only.", Duration.ZERO);
            default -> CompletableFuture.failedStage(RpcException.badParameter("codec must be auto or " + CODEC));
        };
    }

    /** Stops or resumes the picture of the caller; the others keep theirs. */
    private CompletionStage<Object> pause(RpcCall call) {
        PeerService present = peers;
        if (present == null) {
            return refused(
                    Reason.TEMPORARILY_UNAVAILABLE,
                    "The part that sends the picture is being replaced. Try again.",
                    Duration.ofSeconds(1));
        }
        present.setVideo(call.peer(), !Boolean.TRUE.equals(call.params().get("paused")));
        return CompletableFuture.completedStage(RpcResult.VOID);
    }

    private static CompletionStage<Object> refused(Reason reason, String message, Duration retryAfter) {
        return CompletableFuture.failedStage(RpcException.refused(Outcome.refused(reason, message, retryAfter)));
    }

    /** A pending session does not learn what the target shows. */
    private Map<String, Object> videoState(RpcCall call) {
        EncodedVideo encoded = video;
        boolean admitted = coordinator
                .roster()
                .session(call.session())
                .filter(Session::admitted)
                .isPresent();
        return encoded == null || !admitted ? VideoState.NOT_READY : VideoState.of(encoded.signal());
    }

    /** The device's part, and the age of the frame that the caller has on its screen, if it says which one. */
    private Map<String, Object> videoLatency(RpcCall call) {
        PeerService present = peers;
        VideoLatency latency = present == null ? VideoLatency.NONE : present.videoLatency();
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("frames", latency.frames());
        result.put("encodedMillisP50", millis(latency.encodedP50Nanos()));
        result.put("encodedMillisP99", millis(latency.encodedP99Nanos()));
        result.put("sentMillisP50", millis(latency.sentP50Nanos()));
        result.put("sentMillisP99", millis(latency.sentP99Nanos()));
        EncodedVideo encoded = video;
        if (encoded != null && !encoded.encoder().isEmpty()) {
            result.put("encoder", encoded.encoder());
        }
        if (present != null && call.params().get("rtpTimestamp") instanceof Number timestamp) {
            present.frameAge(call.peer(), (int) timestamp.longValue())
                    .ifPresent(age -> result.put(
                            "frame",
                            Map.of(
                                    "ageMillis", millis(age.ageNanos()),
                                    "encodedMillis", millis(age.encodedNanos()),
                                    "sentMillis", millis(age.sentNanos()))));
        }
        return result;
    }

    /** Rounded to microseconds. */
    private static double millis(long nanos) {
        return Math.round(nanos / 1e3) / 1e3;
    }

    private String usbState() {
        ReportPorts cable = ports;
        return (cable == null ? UsbState.NOT_ATTACHED : cable.state()).wireName();
    }
}
