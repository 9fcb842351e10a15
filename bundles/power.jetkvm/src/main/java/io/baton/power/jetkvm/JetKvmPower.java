// SPDX-License-Identifier: Apache-2.0
package io.baton.power.jetkvm;

import io.baton.power.PowerControl;
import io.baton.power.PowerListener;
import io.baton.shared.power.PowerRegistration;
import io.baton.shared.power.PowerThread;
import io.baton.shared.threads.DaemonThreads;
import io.baton.shared.threads.FatalReporter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The board as a component. It is registered as {@link PowerControl} while a port is configured. */
@Component(
        name = JetKvmPowerConfig.PID,
        service = {},
        immediate = true)
@Designate(ocd = JetKvmPowerConfig.class)
public final class JetKvmPower {

    private static final Logger LOG = LoggerFactory.getLogger("power.jetkvm");
    private static final int RANKING = 90;
    private static final Path DEVICES = Path.of("/dev");

    private final LongSupplier nanoTime;
    private final PowerThread.Surroundings surroundings;
    private final PowerRegistration registration;

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile List<PowerListener> listeners = List.of();

    /** Ends the process and takes the reason; offered by the launcher. */
    @Reference(
            target = "(baton.role=fatal)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Consumer<String> fatal;

    @Activate
    public JetKvmPower(BundleContext context, JetKvmPowerConfig config) {
        nanoTime = System::nanoTime;
        surroundings = new PowerThread.Surroundings(
                () -> listeners, new DaemonThreads(LOG, new FatalReporter(() -> fatal)), LOG);
        registration = new PowerRegistration(context, LOG, RANKING);
        modified(config);
    }

    @Modified
    void modified(JetKvmPowerConfig config) {
        registration.replace(() -> config.devicePath().isEmpty()
                ? null
                : new BoardThread(path(config.devicePath()), board(config.board(), nanoTime), nanoTime, surroundings));
    }

    @Deactivate
    void close() {
        registration.close();
    }

    /** Whether it is a terminal is known when it is opened. */
    static Path path(String text) {
        Path path = Path.of(text);
        if (!path.startsWith(DEVICES) || !path.equals(path.normalize()) || path.getNameCount() < 2) {
            throw new IllegalArgumentException("devicePath must be a node below /dev such as /dev/ttyS3");
        }
        return path;
    }

    static Board board(String word, LongSupplier nanoTime) {
        return switch (word) {
            case "atx" -> new AtxBoard(nanoTime);
            case "dc" -> new DcBoard(nanoTime);
            default -> throw new IllegalArgumentException("board must be atx or dc");
        };
    }
}
