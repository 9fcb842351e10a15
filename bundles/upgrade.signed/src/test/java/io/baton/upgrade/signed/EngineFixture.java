// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import io.baton.shared.sets.BundleSet;
import io.baton.shared.sets.SetFiles;
import io.baton.upgrade.UpgradeException;
import io.baton.upgrade.UpgradeStatus;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A device's data directory, with an engine that can be ended at any step and started again as the launcher would. */
final class EngineFixture implements Worker {

    static final KeyPair KEY = UpgradeFixture.keys();
    static final String NAME = UpgradeFixture.NAME;
    static final String ACTOR = "ada";
    static final Duration PROBATION = Duration.ofSeconds(60);

    /** The end of the process: nothing of the engine runs after it. */
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    final Path data;
    final FakePlatform platform = new FakePlatform();
    final SetFiles sets;
    final List<UpgradeStatus> published = new ArrayList<>();
    Consumer<UpgradeStatus> whenPublished = status -> {};
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private long nanos = Long.MAX_VALUE - 1;

    /** The record after which the process ends; none when negative. */
    int killAfter = -1;

    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private UpgradeEngine engine;

    EngineFixture(Path data) throws IOException {
        this.data = data;
        sets = new SetFiles(data.resolve("sets"));
        Path keys = Files.createDirectories(data.resolve("upgrade/keys"));
        Files.writeString(keys.resolve("test.pub"), SigningKeys.pem(KEY.getPublic()));
        for (String name : List.of(NAME, "io.baton.policy.handover", "io.baton.upgrade.signed")) {
            platform.running.put(name, "0.1.0");
            platform.shipped.put(name, Files.write(data.resolve(name + ".jar"), UpgradeFixture.jar(name, "0.1.0")));
        }
        engine = engine();
    }

    private UpgradeEngine engine() throws IOException {
        UpgradeEngine created = new UpgradeEngine(new Environment(
                data.resolve("upgrade"),
                sets,
                base(),
                UpgradeFixture.PRODUCT,
                new PinnedKeys(data.resolve("shipped-keys"), data.resolve("upgrade")),
                platform,
                this,
                () -> now,
                () -> nanos,
                () -> PROBATION,
                this::published));
        created.recover();
        return created;
    }

    static String base() {
        return "0".repeat(64);
    }

    private void published(UpgradeStatus status) {
        published.add(status);
        whenPublished.accept(status);
        if (published.size() == killAfter) {
            throw new Killed();
        }
    }

    UpgradeEngine upgrades() {
        return engine;
    }

    UpgradeStatus install(byte[] file) throws UpgradeException {
        return engine.install(new ByteArrayInputStream(file), ACTOR);
    }

    static byte[] file(String version, long counter) {
        return UpgradeFixture.file(NAME, version, counter, KEY);
    }

    @Override
    public void run(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void runAfter(Duration delay, Runnable task) {
        tasks.add(() -> {
            now = now.plus(delay);
            nanos += delay.toNanos();
            task.run();
        });
    }

    /** Runs the worker until nothing is left to do, or for so many tasks. */
    void work(int most) {
        for (int done = 0; done < most && !tasks.isEmpty(); done++) {
            tasks.remove().run();
        }
    }

    void workToEnd() {
        work(1000);
    }

    /** The process ends and starts again: what the launcher does to the sets, and what boots. */
    void restart() throws IOException {
        tasks.clear();
        killAfter = -1;
        sets.move(SetFiles.Name.TRIAL, SetFiles.Name.FAILED);
        sets.move(SetFiles.Name.STAGED_TRIAL, SetFiles.Name.FAILED);
        sets.move(SetFiles.Name.STAGED, SetFiles.Name.STAGED_TRIAL);
        boot(sets.exists(SetFiles.Name.STAGED_TRIAL) ? SetFiles.Name.STAGED_TRIAL : SetFiles.Name.ACTIVE);
        engine = engine();
    }

    /** This bundle alone is stopped and started. */
    void restartBundle() throws IOException {
        tasks.clear();
        engine = engine();
    }

    private void boot(SetFiles.Name name) throws IOException {
        platform.running.keySet().retainAll(platform.shipped.keySet());
        platform.running.replaceAll((bundle, version) -> "0.1.0");
        Optional<BundleSet> set = sets.read(name);
        if (set.isPresent()) {
            for (BundleSet.Entry entry : set.get().bundles()) {
                sets.store().verified(entry);
                platform.running.put(entry.symbolicName(), entry.version());
            }
        }
    }

    String runs(String name) {
        return Optional.ofNullable(platform.running.get(name)).orElse("");
    }

    List<String> steps() {
        return engine.status().steps().stream().map(step -> step.name()).toList();
    }
}
