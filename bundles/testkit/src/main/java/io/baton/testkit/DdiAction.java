// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a device is asked to do, as {@link DdiServer} keeps it. Changed and read by the methods of the server.
 *
 * <p>Threading. Guarded by the server's lock.
 */
public final class DdiAction {

    static final String RUNNING = "RUNNING";

    private static final String FILE_NAME = "upgrade.baton-upgrade";
    private static final String CANCEL = "cancelAction";
    private static final String CONFIRMATION = "confirmationBase";

    final String id;
    final String controllerId;
    final byte[] content;
    final String sha1;
    final List<String> feedback = new ArrayList<>();
    String sha256;
    long size;
    String download = "forced";
    String update = "forced";
    String maintenanceWindow = "";
    boolean needsConfirmation;
    boolean cancelling;
    String status = RUNNING;
    int extraFiles;
    private final String md5;

    DdiAction(String id, String controllerId, byte[] content) {
        this.id = id;
        this.controllerId = controllerId;
        this.content = content.clone();
        sha1 = digest("SHA-1", content);
        md5 = digest("MD5", content);
        sha256 = digest("SHA-256", content);
        size = content.length;
    }

    public String id() {
        return id;
    }

    /** A part of the action's address, so that a changed action has another one. */
    String tag() {
        return digest("MD5", (download + update + maintenanceWindow).getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Returns a resource of the action; empty where there is none in its present state.
     *
     * @param device address of the device's root resource
     */
    Optional<Map<String, Object>> resource(String kind, String device) {
        if (kind.equals(CANCEL)) {
            return cancelling ? Optional.of(Map.of("id", id, CANCEL, Map.of("stopId", id))) : Optional.empty();
        }
        boolean confirmation = kind.equals(CONFIRMATION);
        if (cancelling || confirmation != needsConfirmation) {
            return Optional.empty();
        }
        Map<String, Object> deployment = new LinkedHashMap<>();
        deployment.put("download", download);
        deployment.put("update", update);
        if (!maintenanceWindow.isEmpty()) {
            deployment.put("maintenanceWindow", maintenanceWindow);
        }
        List<Object> artifacts = new ArrayList<>();
        for (int each = 0; each <= extraFiles; each++) {
            artifacts.add(artifact(device, each == 0 ? FILE_NAME : each + FILE_NAME));
        }
        deployment.put(
                "chunks", List.of(Map.of("part", "bApp", "version", "1", "name", "baton", "artifacts", artifacts)));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", id);
        json.put(confirmation ? "confirmation" : "deployment", deployment);
        return Optional.of(json);
    }

    private Map<String, Object> artifact(String device, String name) {
        String address = device + "/softwaremodules/1/artifacts/" + name;
        Map<String, Object> artifact = new LinkedHashMap<>();
        artifact.put("filename", name);
        artifact.put("hashes", Map.of("sha1", sha1, "md5", md5, "sha256", sha256));
        artifact.put("size", size);
        artifact.put(
                "_links",
                Map.of("download-http", Map.of("href", address), "md5sum-http", Map.of("href", address + ".MD5SUM")));
        return artifact;
    }

    /** Takes a feedback, and returns the status of the response. */
    int feedback(String kind, Map<String, Object> json) {
        if (kind.equals(CONFIRMATION)) {
            String answer = String.valueOf(json.get("confirmation"));
            feedback.add("confirmation " + answer);
            needsConfirmation = !answer.equals("confirmed");
            return 200;
        }
        if (!status.equals(RUNNING)) {
            return 410;
        }
        if (!(json.get("status") instanceof Map<?, ?> said) || !(said.get("result") instanceof Map<?, ?> result)) {
            return 400;
        }
        String execution = String.valueOf(said.get("execution"));
        String finished = String.valueOf(result.get("finished"));
        feedback.add((kind.equals(CANCEL) ? "cancel " : "") + execution + " " + finished + " "
                + String.valueOf(said.get("details")));
        if (kind.equals(CANCEL)) {
            cancelled(execution, finished);
        } else if (execution.equals("closed")) {
            status = finished.equals("failure") ? "ERROR" : "FINISHED";
        } else if (execution.equals("canceled")) {
            status = "CANCELED";
        }
        return 200;
    }

    /**
     * Only {@code closed} ends a cancellation; {@code canceled} there is a warning and {@code rejected} withdraws it.
     */
    private void cancelled(String execution, String finished) {
        switch (execution) {
            case "closed" -> status = finished.equals("failure") ? "ERROR" : "CANCELED";
            case "rejected" -> cancelling = false;
            default -> feedback.add("warning: " + execution + " does not end a cancellation");
        }
    }

    static String digest(String algorithm, byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
