// SPDX-License-Identifier: Apache-2.0
package io.baton.fleet.hawkbit;

import io.baton.fleet.hawkbit.ActionRecord.Phase;
import io.baton.fleet.hawkbit.Deployment.Artifact;
import io.baton.fleet.hawkbit.Feedback.Execution;
import io.baton.fleet.hawkbit.Feedback.Finished;
import io.baton.session.Login;
import io.baton.session.Role;
import io.baton.upgrade.UpgradeException;
import io.baton.upgrade.UpgradeRefusal;
import io.baton.upgrade.UpgradeService;
import io.baton.upgrade.UpgradeStatus;
import io.baton.upgrade.UpgradeStep;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out one action: download, hand-over to the upgrade service, feedback. What has been done is on the medium
 * before the next thing is, so that a restart goes on where it was.
 *
 * <p>Threading. One thread at a time.
 */
final class Rollout {

    /** Polls without an upgrade service after which an action fails: the service may be about to start. */
    static final int POLLS_WITHOUT_SERVICE = 3;

    private static final Logger LOG = LoggerFactory.getLogger("fleet.hawkbit");
    private static final int HISTORY = 50;
    private static final int MAX_DIGEST_FAILURES = 2;

    /** The upgrade file is kept twice while it is installed, and unpacked. */
    private static final int SPACE_FACTOR = 3;

    private final AgentSettings settings;
    private final DdiClient client;
    private final ActionStore store;
    private final Supplier<@Nullable UpgradeService> upgrades;
    private final InstantSource clock;
    private final Path file;
    private boolean restarted;
    private boolean wantsPoll;
    private String told = "";
    private String rejectedCancel = "";
    private int reported;
    private int digestFailures;
    private int pollsWithoutService;
    private volatile boolean installing;

    Rollout(
            AgentSettings settings,
            DdiClient client,
            ActionStore store,
            Supplier<@Nullable UpgradeService> upgrades,
            InstantSource clock) {
        this.settings = settings;
        this.client = client;
        this.store = store;
        this.upgrades = upgrades;
        this.clock = clock;
        file = store.directory().resolve("download.part");
        restarted = store.current().isPresent();
    }

    /** Whether the upgrade service reads the file now, on this object's thread, which is not to be interrupted then. */
    boolean isInstalling() {
        return installing;
    }

    /** Returns, once, whether the server may have something new right now. */
    boolean wantsPoll() {
        boolean wanted = wantsPoll;
        wantsPoll = false;
        return wanted;
    }

    /**
     * Reports the steps of the upgrade that runs, and the result of one that has ended.
     *
     * @return whether the server is to be asked at once
     */
    boolean report() throws IOException, InterruptedException {
        Optional<ActionRecord> current = store.current();
        if (current.isPresent() && current.get().phase() == Phase.INSTALLING) {
            follow(current.get());
        }
        current = store.current();
        if (current.isPresent() && current.get().phase() == Phase.CLOSED) {
            deliver(current.get());
        }
        return wantsPoll();
    }

    private void follow(ActionRecord action) throws IOException, InterruptedException {
        UpgradeService service = upgrades.get();
        if (service == null) {
            return;
        }
        Optional<UpgradeStatus> found = attempt(service, action);
        if (found.isEmpty()) {
            // the process ended before the upgrade service had it
            begin(ActionRecord.pending(action.id()));
            wantsPoll = true;
            return;
        }
        UpgradeStatus status = found.get();
        steps(action, status);
        switch (status.state()) {
            case COMMITTED -> close(action, true, "Installed and permanent: " + changes(status) + ".");
            case ROLLED_BACK -> close(action, false, "Rolled back (" + status.reason() + "). " + status.detail());
            case REFUSED -> close(action, false, "Refused (" + status.reason() + "). " + status.detail());
            case FAILED -> close(action, false, "Failed (" + status.reason() + "). " + status.detail());
            case STAGED ->
                tell(action, Execution.SCHEDULED, "Stored. It is in force from the next start of the device.");
            case IDLE, CHECKING, INSTALLING, PROBATION, ROLLING_BACK -> {
                // its steps are told
            }
        }
    }

    private static Optional<UpgradeStatus> attempt(UpgradeService service, ActionRecord action) {
        for (UpgradeStatus status : service.history(HISTORY)) {
            if (status.id().equals(action.before())) {
                return Optional.empty();
            }
            if (status.actor().equals(action.actor())) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }

    private static String changes(UpgradeStatus status) {
        return String.join(
                ", ",
                status.bundles().stream()
                        .map(change -> change.symbolicName() + " " + change.toVersion())
                        .toList());
    }

    private void steps(ActionRecord action, UpgradeStatus status) throws IOException, InterruptedException {
        List<UpgradeStep> all = status.steps();
        if (reported >= all.size()) {
            return;
        }
        List<String> details = all.subList(reported, all.size()).stream()
                .map(step -> step.name() + (step.detail().isEmpty() ? "" : ": " + step.detail()))
                .toList();
        send(action, new Feedback(restarted ? Execution.RESUMED : Execution.PROCEEDING, Finished.NONE, details));
        restarted = false;
        reported = all.size();
    }

    /** The server has nothing to do: an action that has not begun was withdrawn. */
    void nothingToDo() throws IOException {
        Optional<ActionRecord> current = store.current();
        if (current.isPresent() && current.get().phase() == Phase.PENDING) {
            LOG.info("action withdrawn by the server action={}", current.get().id());
            forget();
        }
    }

    /** @param json the resource of the cancellation */
    void cancel(Map<?, ?> json) throws IOException, InterruptedException {
        String cancellation = Members.id(json, "id");
        String id = Members.id(Members.object(json, "cancelAction"), "stopId");
        Optional<ActionRecord> current =
                store.current().filter(action -> action.id().equals(id));
        URI address = client.resource("/cancelAction/" + cancellation + "/feedback");
        if (current.isEmpty() || current.get().phase() == Phase.PENDING) {
            String detail = current.isEmpty()
                    ? "The device is not carrying out the action."
                    : "Cancelled before the installation began; the download is deleted.";
            postUnlessClosed(address, Feedback.closed(true, detail).members(cancellation, clock.instant()));
            if (current.isPresent()) {
                forget();
                wantsPoll = true;
            }
            LOG.info("action cancelled action={}", id);
        } else if (!rejectedCancel.equals(id)) {
            Feedback late = Feedback.interim(
                    Execution.REJECTED, "Too late: the upgrade is being installed. Its result follows.");
            postUnlessClosed(address, late.members(cancellation, clock.instant()));
            rejectedCancel = id;
            LOG.info("cancellation rejected action={}", id);
        }
    }

    /** Does what may be done of an action now; called again at each poll until it is closed. */
    void deploy(Deployment deployment, ArtifactDownload.Checkpoint checkpoint)
            throws IOException, InterruptedException {
        Optional<ActionRecord> current = store.current();
        if (current.isPresent() && current.get().phase() != Phase.PENDING) {
            return; // one at a time
        }
        if (current.isPresent() && !current.get().id().equals(deployment.id())) {
            forget();
        }
        ActionRecord action = ActionRecord.pending(deployment.id());
        try {
            if (store.current().isEmpty()) {
                begin(action);
                LOG.info("action received action={}", action.id());
            } else if (restarted) {
                restarted = false;
                tell(action, Execution.RESUMED, "The device was restarted.");
            }
            prepare(action, deployment, checkpoint);
        } catch (ActionGoneException e) {
            LOG.info("action closed by the server action={}", action.id());
            forget();
        }
    }

    private void prepare(ActionRecord action, Deployment deployment, ArtifactDownload.Checkpoint checkpoint)
            throws IOException, InterruptedException {
        Optional<String> unfit = unfit(deployment);
        if (unfit.isPresent()) {
            close(action, false, unfit.get());
            return;
        }
        UpgradeService service = upgrades.get();
        if (service == null) {
            withoutService(action);
            return;
        }
        pollsWithoutService = 0;
        if (!deployment.mayDownload()) {
            tell(action, Execution.SCHEDULED, "Waits: the server does not want it downloaded yet.");
            return;
        }
        Artifact artifact = deployment.artifacts().getFirst();
        if (!download(action, artifact, checkpoint)) {
            return;
        }
        if (!deployment.mayInstall()) {
            tell(
                    action,
                    Execution.SCHEDULED,
                    deployment.inWindow()
                            ? "Downloaded. Waits: the server does not want it installed yet."
                            : "Downloaded. Waits for the maintenance window.");
        } else if (service.status().state().isRunning()) {
            tell(action, Execution.SCHEDULED, "Downloaded. Waits for another upgrade of the device to end.");
        } else {
            install(action, artifact, service);
        }
    }

    /** Why the action can never be carried out by this device. */
    private Optional<String> unfit(Deployment deployment) throws IOException {
        if (deployment.artifacts().size() != 1) {
            return Optional.of("The distribution has " + deployment.artifacts().size()
                    + " files. It must have one, a signed upgrade (*.baton-upgrade); several bundles go into one.");
        }
        Artifact artifact = deployment.artifacts().getFirst();
        if (!artifact.sha256().toLowerCase(Locale.ROOT).matches("[0-9a-f]{64}") || artifact.size() < 0) {
            return Optional.of("The server announces no SHA-256 digest or no size of " + artifact.name() + ".");
        }
        if (artifact.size() > settings.maxDownloadBytes()) {
            return Optional.of("The file has " + artifact.size() + " bytes, more than the "
                    + settings.maxDownloadBytes() + " that the device is set to download.");
        }
        if (artifact.address(settings).isEmpty()) {
            return Optional.of("The server gives no address of " + artifact.name()
                    + " that may be used: it must begin with https.");
        }
        long free = Files.getFileStore(store.directory()).getUsableSpace();
        if (free < artifact.size() * SPACE_FACTOR) {
            return Optional.of(
                    "The device has " + free + " bytes free, too few for a file of " + artifact.size() + " bytes.");
        }
        return Optional.empty();
    }

    private void withoutService(ActionRecord action) throws IOException, InterruptedException {
        String sentence = "The device has no service for upgrades (upgrade.signed does not run). Nothing is installed.";
        pollsWithoutService++;
        if (pollsWithoutService < POLLS_WITHOUT_SERVICE) {
            tell(action, Execution.REJECTED, sentence);
        } else {
            close(action, false, sentence);
        }
    }

    private boolean download(ActionRecord action, Artifact artifact, ArtifactDownload.Checkpoint checkpoint)
            throws IOException, InterruptedException {
        boolean there = Files.exists(file) && Files.size(file) == artifact.size();
        if (!there) {
            tell(action, Execution.DOWNLOAD, "Downloads " + artifact.name() + ", " + artifact.size() + " bytes.");
        }
        try {
            URI address = artifact.address(settings).orElseThrow();
            if (!new ArtifactDownload(client, file).fetch(artifact, address, checkpoint)) {
                wantsPoll = true;
                return false;
            }
        } catch (ArtifactDownload.DigestException e) {
            digestFailures++;
            if (digestFailures < MAX_DIGEST_FAILURES) {
                throw new DdiException(String.valueOf(e.getMessage()));
            }
            close(action, false, String.valueOf(e.getMessage()));
            return false;
        }
        if (!there) {
            tell(action, Execution.DOWNLOADED, "Downloaded; the digest is the announced one.");
        }
        return true;
    }

    private void install(ActionRecord action, Artifact artifact, UpgradeService service)
            throws IOException, InterruptedException {
        tell(action, Execution.PROCEEDING, "Hands " + artifact.name() + " to the upgrade service.");
        List<UpgradeStatus> latest = service.history(1);
        ActionRecord begun =
                action.installing(latest.isEmpty() ? "" : latest.getFirst().id());
        store.write(begun);
        reported = 0;
        installing = true;
        try (InputStream in = Files.newInputStream(file)) {
            UpgradeStatus status =
                    service.install(in, new Login(action.actor(), Role.ADMIN, Login.Strength.NONE, "", false));
            LOG.info("upgrade begun action={} upgrade={}", action.id(), status.id());
        } catch (UpgradeException e) {
            if (e.reason() == UpgradeRefusal.BUSY) {
                store.write(action);
                tell(action, Execution.SCHEDULED, "Downloaded. Waits for another upgrade of the device to end.");
                return;
            }
            close(begun, false, "Refused (" + e.reason().wireName() + "). " + e.getMessage());
            return;
        } finally {
            installing = false;
        }
        report();
    }

    private void begin(ActionRecord action) throws IOException {
        store.write(action);
        told = "";
        reported = 0;
        digestFailures = 0;
        pollsWithoutService = 0;
    }

    private void close(ActionRecord action, boolean success, String sentence) throws IOException, InterruptedException {
        ActionRecord closed = action.closed(success, sentence);
        store.write(closed);
        Files.deleteIfExists(file);
        deliver(closed);
    }

    private void deliver(ActionRecord action) throws IOException, InterruptedException {
        try {
            send(action, Feedback.closed(action.success(), action.detail()));
        } catch (ActionGoneException e) {
            LOG.info("the server has closed the action before its result action={}", action.id());
        }
        LOG.info("action ended action={} success={} detail={}", action.id(), action.success(), action.detail());
        forget();
        wantsPoll = true;
    }

    private void forget() throws IOException {
        Files.deleteIfExists(file);
        store.clear();
        told = "";
        reported = 0;
        digestFailures = 0;
        pollsWithoutService = 0;
        restarted = false;
    }

    /** Sends a sentence unless it was the last one sent. */
    private void tell(ActionRecord action, Execution execution, String sentence)
            throws IOException, InterruptedException {
        if (!told.equals(sentence)) {
            send(action, Feedback.interim(execution, sentence));
            told = sentence;
        }
    }

    /** The server has closed the action: by force, or because it had the result already. */
    private static final class ActionGoneException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    private void postUnlessClosed(URI address, Map<String, Object> json) throws IOException, InterruptedException {
        try {
            client.post(address, json);
        } catch (DdiException e) {
            if (!e.isClosed()) {
                throw e;
            }
        }
    }

    /** @throws ActionGoneException when the server has closed an action that has not begun, or has ended */
    private void send(ActionRecord action, Feedback feedback) throws IOException, InterruptedException {
        try {
            client.post(
                    client.resource("/deploymentBase/" + action.id() + "/feedback"),
                    feedback.members(action.id(), clock.instant()));
        } catch (DdiException e) {
            if (!e.isClosed()) {
                throw e;
            }
            if (action.phase() != Phase.INSTALLING) {
                throw new ActionGoneException();
            }
            // what is being installed goes on
        }
    }
}
