// SPDX-License-Identifier: Apache-2.0
package io.baton.media.gadget;

import io.baton.media.MediaActor;
import io.baton.media.MediaMode;
import io.baton.media.MountedMedium;
import io.baton.media.StorageSpace;
import io.baton.media.StoredImage;
import io.baton.media.UnfinishedUpload;
import io.baton.media.UploadStart;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcException;
import io.baton.rpc.RpcResult;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/**
 * Answers the calls of JetKVM's clients and of the page.
 *
 * <p>Threading. One thread.
 */
final class MediaAnswers {

    /** A reply fits into one message. */
    private static final int MAX_LISTED = 500;

    /** What JetKVM calls the file of an upload that is not whole. Its page offers to go on with such a one. */
    private static final String UNFINISHED = ".incomplete";

    private final Media media;
    private MediaMode storageMode = MediaMode.CDROM;

    MediaAnswers(Media media) {
        this.media = media;
    }

    CompletionStage<Object> answer(RpcCall call, MediaActor actor) throws RpcException, IOException {
        Map<String, Object> params = call.params();
        if (call.method().equals("mountWithHTTP")) {
            return media.mountUrl(text(params, "url"), mode(params), actor)
                    .thenCompose(outcome -> outcome instanceof Outcome.Refused refused
                            ? CompletableFuture.failedStage(refused(refused))
                            : CompletableFuture.completedStage(RpcResult.VOID));
        }
        if (call.method().equals("checkMountUrl")) {
            return media.checkUrl(text(params, "url"), actor).thenApply(check -> check);
        }
        return CompletableFuture.completedStage(
                switch (call.method()) {
                    case "getVirtualMediaState" ->
                        media.mounted()
                                .map(MediaAnswers::mounted)
                                .<Object>map(state -> state)
                                .orElse(RpcResult.NULL);
                    case "mountWithStorage" ->
                        done(media.mount(text(params, "filename"), mode(params), flag(params, "writable"), actor));
                    case "mountWithWebRTC" ->
                        throw refused(new Outcome.Refused(
                                Reason.UNSUPPORTED,
                                "This device mounts no file of a browser. Upload it instead.",
                                Duration.ZERO));
                    case "rpcMountBuiltInImage" ->
                        throw refused(new Outcome.Refused(
                                Reason.UNSUPPORTED,
                                "This device has no built-in images. Upload one instead.",
                                Duration.ZERO));
                    case "unmountImage" -> done(media.unmount(flag(params, "force"), actor));
                    case "listStorageFiles" -> files();
                    case "getStorageSpace" -> space();
                    case "deleteStorageFile" -> done(delete(text(params, "filename"), actor));
                    case "startStorageFileUpload" -> upload(params, actor);
                    case "getMassStorageMode" -> storageMode().storageName();
                    case "setMassStorageMode" -> setStorageMode(storageMode(params));
                    default -> throw RpcException.badParameter("no such method of virtual media");
                });
    }

    static RpcException refused(Outcome.Refused refusal) {
        return RpcException.refused(refusal);
    }

    private static Object done(Outcome outcome) throws RpcException {
        if (outcome instanceof Outcome.Refused refused) {
            throw refused(refused);
        }
        return RpcResult.VOID;
    }

    private Object files() throws IOException {
        List<UnfinishedUpload> unfinished =
                media.unfinished().stream().limit(MAX_LISTED).toList();
        List<Map<String, Object>> files = Stream.concat(
                        media.images().stream().limit(MAX_LISTED).map(MediaAnswers::file),
                        unfinished.stream().map(MediaAnswers::unfinishedFile))
                .toList();
        List<Map<String, Object>> incomplete =
                unfinished.stream().map(MediaAnswers::unfinished).toList();
        return Map.of("files", files, "incomplete", incomplete);
    }

    /** The image of a name, or the upload that a client of JetKVM knows by it. */
    private Outcome delete(String name, MediaActor actor) throws IOException {
        String upload = name.endsWith(UNFINISHED) ? name.substring(0, name.length() - UNFINISHED.length()) : "";
        boolean isImage = media.images().stream().anyMatch(image -> image.name().equals(name));
        boolean isUpload = !isImage
                && media.unfinished().stream().anyMatch(part -> part.name().equals(upload));
        return isUpload ? media.deleteUpload(upload, actor) : media.delete(name, actor);
    }

    private static Map<String, Object> unfinishedFile(UnfinishedUpload upload) {
        return Map.of(
                "filename",
                upload.name() + UNFINISHED,
                "size",
                upload.received(),
                "createdAt",
                upload.changed().truncatedTo(ChronoUnit.SECONDS).toString(),
                "incomplete",
                true);
    }

    private static Map<String, Object> file(StoredImage image) {
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("filename", image.name());
        file.put("size", image.size());
        file.put("createdAt", image.createdAt().truncatedTo(ChronoUnit.SECONDS).toString());
        if (!image.sha256().isEmpty()) {
            file.put("sha256", image.sha256());
        }
        return file;
    }

    private static Map<String, Object> unfinished(UnfinishedUpload upload) {
        return Map.of(
                "filename", upload.name(),
                "size", upload.size(),
                "alreadyUploadedBytes", upload.received(),
                "running", upload.running());
    }

    private Object space() throws IOException {
        StorageSpace space = media.space();
        return Map.of("bytesUsed", space.bytesUsed(), "bytesFree", space.bytesFree());
    }

    private Object upload(Map<String, Object> params, MediaActor actor) throws RpcException {
        long size = params.get("size") instanceof Long bytes ? bytes : -1;
        return switch (media.startUpload(text(params, "filename"), size, actor)) {
            case UploadStart.Accepted(String id, long received) ->
                Map.of("alreadyUploadedBytes", received, "dataChannel", id);
            case UploadStart.Refused(Outcome.Refused refusal) -> throw refused(refusal);
        };
    }

    /** The type of the drive of what is mounted, else the type that was set. */
    private MediaMode storageMode() {
        return media.mounted().map(MountedMedium::mode).orElse(storageMode);
    }

    private Object setStorageMode(MediaMode mode) throws RpcException {
        if (storageMode() != mode && media.mounted().isPresent()) {
            throw refused(new Outcome.Refused(
                    Reason.IN_USE, "An image is mounted in the other drive. Eject it first.", Duration.ZERO));
        }
        storageMode = mode;
        return mode.storageName();
    }

    private static MediaMode storageMode(Map<String, Object> params) throws RpcException {
        return MediaMode.of(text(params, "mode"))
                .orElseThrow(() ->
                        refused(new Outcome.Refused(Reason.BAD_VALUE, "mode must be cdrom or file.", Duration.ZERO)));
    }

    private MediaMode mode(Map<String, Object> params) throws RpcException {
        Object name = params.get("mode");
        if (name == null) {
            return storageMode;
        }
        return MediaMode.of(String.valueOf(name))
                .orElseThrow(() ->
                        refused(new Outcome.Refused(Reason.BAD_VALUE, "mode must be CDROM or Disk.", Duration.ZERO)));
    }

    private static String text(Map<String, Object> params, String name) {
        return String.valueOf(params.get(name));
    }

    private static boolean flag(Map<String, Object> params, String name) {
        return Boolean.TRUE.equals(params.get(name));
    }

    private static Map<String, Object> mounted(MountedMedium medium) {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("source", medium.source().wireName());
        state.put("mode", medium.mode().wireName());
        state.put(medium.source() == MountedMedium.Source.HTTP ? "url" : "filename", medium.name());
        state.put("size", medium.size());
        state.put("readOnly", medium.readOnly());
        state.put("since", medium.since().toString());
        state.put("byNickname", medium.nickname());
        return state;
    }

    /** Returns the parameters of the event. */
    static Map<String, Object> state(boolean available, Optional<MountedMedium> medium) {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("available", available);
        state.put("mounted", medium.isPresent());
        medium.ifPresent(present -> state.putAll(mounted(present)));
        return state;
    }
}
