// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import io.baton.shared.sets.BundleSet;
import io.baton.shared.sets.SetFiles;
import io.baton.shared.sets.SetFiles.Name;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Decides which bundles this start runs: the shipped ones, with the differences of a set that an upgrade left. A set is
 * started whole, after the digest of each of its jars was compared, or not at all. One that cannot be used, or that
 * failed to start three times in a row, is kept as {@code failed}, and the last good one or the shipped one takes its
 * place.
 *
 * <p>Threading. One thread, before the framework starts.
 */
final class BootSet {
    /** So many starts in a row must fail before a set is given up. */
    static final int MAX_FAILED_STARTS = 3;

    private static final String PROCESS_ENDED = "process_ended";

    private final SetFiles files;
    private final String base;
    private final RunBundles.Image image;
    private final Consumer<String> log;

    /**
     * A decision.
     *
     * @param bundles what to install
     * @param set {@code shipped}, {@code active} or {@code staged-trial}
     * @param reason why, in snake case
     * @param changed the number of bundles that differ from the shipped ones
     */
    record Choice(List<RunBundles.Shipped> bundles, String set, String reason, int changed) {
        /** Returns whether these are the bundles of the image, which no earlier set can replace. */
        boolean isShipped() {
            return set.equals("shipped");
        }
    }

    /**
     * @param files the sets of the data directory
     * @param image the bundles that ship
     * @param log receives one line for each set that is given up
     */
    BootSet(SetFiles files, RunBundles.Image image, Consumer<String> log) {
        this.files = files;
        this.base = image.base();
        this.image = image;
        this.log = log;
    }

    /** Decides, and renames what is given up or tried now. */
    Choice choose() {
        giveUpTried(Name.TRIAL);
        if (giveUpTried(Name.STAGED_TRIAL)) {
            // the start that failed was that of the staged set
            attempt(() -> files.starts(0));
        }
        return staged().orElseGet(this::active);
    }

    private boolean giveUpTried(Name tried) {
        boolean found = files.exists(tried);
        if (found) {
            giveUp(tried, Name.FAILED, PROCESS_ENDED, "it was not committed before the process ended");
        }
        return found;
    }

    private Optional<Choice> staged() {
        try {
            Optional<BundleSet> staged = files.read(Name.STAGED);
            if (staged.isEmpty()) {
                return Optional.empty();
            }
            requireBase(staged.get());
            List<RunBundles.Shipped> bundles = apply(staged.get());
            // before it starts: a set that takes the process along must not be tried again
            files.move(Name.STAGED, Name.STAGED_TRIAL);
            return Optional.of(choice(bundles, Name.STAGED_TRIAL, "staged", staged.get()));
        } catch (IOException e) {
            giveUp(Name.STAGED, Name.FAILED, "staged_unusable", FileErrors.message(e));
            return Optional.empty();
        }
    }

    private Choice active() {
        if (!files.exists(Name.ACTIVE)) {
            return shipped("no_active_set");
        }
        int failed = files.starts();
        if (failed >= MAX_FAILED_STARTS) {
            // first, so that a crash in between repeats the attempts and skips no set
            attempt(() -> files.starts(0));
            log.accept("Bundle set given up set=active reason=failed_starts starts=" + failed);
            return lastGood("failed_starts");
        }
        try {
            BundleSet active = files.read(Name.ACTIVE).orElseThrow();
            if (!active.base().equals(base)) {
                giveUp(Name.ACTIVE, Name.OBSOLETE, "other_image", "it was made for other shipped bundles");
                attempt(() -> files.delete(Name.LAST_GOOD));
                return shipped("other_image");
            }
            return choice(apply(active), Name.ACTIVE, "active", active);
        } catch (IOException e) {
            log.accept("Bundle set given up set=active reason=active_unusable: " + FileErrors.message(e));
            return lastGood("active_unusable");
        }
    }

    /** Makes the last good set the active one; where there is none of use, the shipped set is what is left. */
    private Choice lastGood(String reason) {
        try {
            Optional<BundleSet> lastGood = files.read(Name.LAST_GOOD);
            if (lastGood.isPresent() && !lastGood.equals(readActive())) {
                requireBase(lastGood.get());
                List<RunBundles.Shipped> bundles = apply(lastGood.get());
                files.restoreLastGood();
                return choice(bundles, Name.ACTIVE, reason, lastGood.get());
            }
        } catch (IOException e) {
            log.accept("Bundle set given up set=last-good reason=last_good_unusable: " + FileErrors.message(e));
        }
        attempt(() -> files.move(Name.ACTIVE, Name.FAILED));
        attempt(() -> files.delete(Name.LAST_GOOD));
        return shipped(reason);
    }

    private Optional<BundleSet> readActive() {
        try {
            return files.read(Name.ACTIVE);
        } catch (IOException e) {
            return Optional.empty(); // no set is equal to a damaged one
        }
    }

    private Choice shipped(String reason) {
        return new Choice(image.bundles(), "shipped", reason, 0);
    }

    private static Choice choice(List<RunBundles.Shipped> bundles, Name name, String reason, BundleSet set) {
        return new Choice(bundles, name.fileName(), reason, set.bundles().size());
    }

    private void requireBase(BundleSet set) throws IOException {
        if (!set.base().equals(base)) {
            throw new IOException("it was made for other shipped bundles");
        }
    }

    /**
     * Returns the bundles of the profile with those of the set in their places. A bundle that ships but does not belong
     * to the profile is left out; one that does not ship is added.
     *
     * @throws IOException when a jar is missing or is not the bundle the set names
     */
    private List<RunBundles.Shipped> apply(BundleSet set) throws IOException {
        Map<String, RunBundles.Shipped> bundles = new LinkedHashMap<>();
        image.bundles().forEach(bundle -> bundles.put(bundle.name(), bundle));
        for (BundleSet.Entry entry : set.bundles()) {
            Path jar = files.store().verified(entry);
            RunBundles.Shipped bundle = RunBundles.bundle(jar);
            if (!bundle.name().equals(entry.symbolicName())) {
                throw new IOException(jar + " is " + bundle.name() + ", not " + entry.symbolicName());
            }
            if (bundles.containsKey(entry.symbolicName()) || !image.names().contains(entry.symbolicName())) {
                bundles.put(entry.symbolicName(), bundle);
            }
        }
        return List.copyOf(bundles.values());
    }

    private void giveUp(Name from, Name to, String reason, String explanation) {
        log.accept("Bundle set given up set=" + from.fileName() + " reason=" + reason + ": " + explanation);
        attempt(() -> files.move(from, to));
    }

    private interface FileTask {
        void run() throws IOException;
    }

    /** A file system that cannot be written must not keep the device from starting. */
    private void attempt(FileTask task) {
        try {
            task.run();
        } catch (IOException e) {
            log.accept("The bundle sets cannot be changed: " + FileErrors.message(e));
        }
    }
}
