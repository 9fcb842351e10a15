// SPDX-License-Identifier: Apache-2.0
package io.baton.log.logback;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.jul.LevelChangePropagator;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.log.LogReaderService;
import org.osgi.service.log.admin.LoggerAdmin;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Carries LogService entries and java.util.logging records to Logback for as long as it is active. */
@Component(
        service = {},
        immediate = true,
        configurationPid = "io.baton.log.logback")
@Designate(ocd = LogLevelsConfig.class)
public final class UnifiedLog {
    private static final Logger log = LoggerFactory.getLogger("log.logback");

    private final LogReaderService reader;
    private final LoggerAdmin admin;
    private final EntryForwarder forwarder = new EntryForwarder(LoggerFactory.getILoggerFactory());
    private final FatalErrorAppender fatalErrors = new FatalErrorAppender(this::end);
    private Set<String> configured = Set.of();

    /** Ends the process and takes the reason; offered by the launcher. */
    @Reference(
            target = "(baton.role=fatal)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Consumer<String> fatal;

    /** Called by Declarative Services. */
    @Activate
    public UnifiedLog(@Reference LogReaderService reader, @Reference LoggerAdmin admin, LogLevelsConfig config) {
        this.reader = reader;
        this.admin = admin;
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        apply(config);
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            fatalErrors.setContext(context);
            fatalErrors.start();
            context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(fatalErrors);
        }
        reader.addLogListener(forwarder);
    }

    /** Called by Declarative Services when the configuration changed. */
    @Modified
    public void apply(LogLevelsConfig config) {
        Levels levels = Levels.parse(config.levels());
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            propagateToJul(context);
            configured.stream()
                    .filter(name -> !levels.byLogger().containsKey(name) && !name.equals(Logger.ROOT_LOGGER_NAME))
                    .forEach(name -> context.getLogger(name).setLevel(null));
            levels.byLogger().forEach((name, level) -> context.getLogger(name).setLevel(level));
            configured = Set.copyOf(levels.byLogger().keySet());
        }
        admin.getLoggerContext(null).setLogLevels(OsgiLevels.of(levels));
        levels.rejected().forEach(entry -> log.warn("log level ignored entry={}", entry));
        log.info("log levels set levels={}", levels.byLogger());
    }

    /** Called by Declarative Services. */
    @Deactivate
    public void close() {
        reader.removeLogListener(forwarder);
        SLF4JBridgeHandler.uninstall();
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(fatalErrors);
        }
    }

    private void end(String reason) {
        Consumer<String> present = fatal;
        if (present != null) {
            present.accept(reason);
        }
    }

    /** Without it java.util.logging would create a record for every disabled statement. */
    private static void propagateToJul(LoggerContext context) {
        boolean present = context.getCopyOfListenerList().stream().anyMatch(LevelChangePropagator.class::isInstance);
        if (!present) {
            LevelChangePropagator propagator = new LevelChangePropagator();
            propagator.setContext(context);
            propagator.setResetJUL(true);
            context.addListener(propagator);
            propagator.start();
        }
    }
}
