// SPDX-License-Identifier: Apache-2.0
package io.baton.fleet.hawkbit;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An action as the server describes it.
 *
 * @param id the action
 * @param mayDownload false for {@code download: skip}
 * @param mayInstall false for {@code update: skip}, and outside of the maintenance window
 * @param inWindow false outside of the maintenance window
 * @param artifacts the files of all chunks
 */
record Deployment(String id, boolean mayDownload, boolean mayInstall, boolean inWindow, List<Artifact> artifacts) {

    private static final String SKIP = "skip";

    /**
     * A file.
     *
     * @param name its name
     * @param sha256 64 hexadecimal digits; empty where the server gives none
     * @param size bytes; negative where the server gives none
     * @param secure where it is by HTTPS
     * @param plain where it is by HTTP
     */
    record Artifact(String name, String sha256, long size, Optional<URI> secure, Optional<URI> plain) {

        static Artifact of(Map<?, ?> json) throws DdiException {
            return new Artifact(
                    Members.text(json, "filename"),
                    Members.text(Members.object(json, "hashes"), "sha256"),
                    Members.number(json, "size"),
                    Members.link(json, "download"),
                    Members.link(json, "download-http"));
        }

        /** Where to download it from; empty when no address is allowed. */
        Optional<URI> address(AgentSettings settings) {
            return secure.filter(settings::isAllowed).or(() -> plain.filter(settings::isAllowed));
        }
    }

    Deployment {
        artifacts = List.copyOf(artifacts);
    }

    /** @throws DdiException for a description without an action */
    static Deployment of(Map<?, ?> json) throws DdiException {
        String id = Members.id(json, "id");
        Map<?, ?> deployment = Members.object(json, "deployment");
        if (deployment.isEmpty()) {
            throw new DdiException("The server describes an action without a deployment.");
        }
        List<Artifact> artifacts = new ArrayList<>();
        for (Map<?, ?> chunk : Members.objects(deployment, "chunks")) {
            for (Map<?, ?> artifact : Members.objects(chunk, "artifacts")) {
                artifacts.add(Artifact.of(artifact));
            }
        }
        boolean inWindow = !Members.text(deployment, "maintenanceWindow").equals("unavailable");
        return new Deployment(
                id,
                !Members.text(deployment, "download").equals(SKIP),
                inWindow && !Members.text(deployment, "update").equals(SKIP),
                inWindow,
                artifacts);
    }
}
