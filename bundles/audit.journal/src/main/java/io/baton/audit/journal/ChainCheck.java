// SPDX-License-Identifier: Apache-2.0
package io.baton.audit.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * Verifies the whole journal while it is being written and says in a sentence what was found, for a console.
 *
 * <p>Threading. The caller's thread, which reads every file; one caller at a time.
 */
@Component(service = Supplier.class, property = "baton.role=audit.chain", configurationPid = AuditConfig.PID)
public final class ChainCheck implements Supplier<String> {

    private final Path directory;

    @Activate
    public ChainCheck(AuditConfig config, BundleContext context) {
        this(ChainedJournal.directory(config.directory(), context.getProperty(ChainedJournal.DATA_PROPERTY)));
    }

    ChainCheck(Path directory) {
        this.directory = directory;
    }

    @Override
    public synchronized String get() {
        try {
            List<Path> files = Files.exists(directory) ? JournalFileNames.files(directory) : List.of();
            return text(files.size(), new Verifier().verify(files));
        } catch (IOException e) {
            return "The journal could not be read to its end, as when its oldest file is deleted meanwhile. Try again.";
        }
    }

    private static String text(int files, Verifier.Report report) {
        if (report.isWhole()) {
            return "The chain is whole: %d entries in %d files, head %s."
                    .formatted(report.entries(), files, report.head());
        }
        return "THE CHAIN IS BROKEN at %d places. First: %s."
                .formatted(report.problems().size(), report.problems().getFirst());
    }
}
