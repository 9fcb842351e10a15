// SPDX-License-Identifier: Apache-2.0
package io.baton.health.felix;

import io.baton.audit.AuditCounters;
import io.baton.audit.AuditLog;
import io.baton.shared.http.DeclaredAccess;
import io.baton.upgrade.UpgradeService;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code GET /diagnostics}: a support archive (zip) of everything that helps to find a fault, without secrets.
 * For administrators: it names what is installed and how it is configured.
 */
@Component(service = Servlet.class, property = DeclaredAccess.PROPERTY + "=/diagnostics " + DeclaredAccess.ADMIN)
@HttpWhiteboardServletPattern("/diagnostics")
public final class DiagnosticsServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger("health.felix");

    static final String README = """
        A support archive of a Baton device. It has no passwords, tokens, cookies, keystrokes or private keys; names of
        accounts and nicknames may be in the log.

        about.json          version, time, Java, operating system
        health.json         the health checks, the worst first
        metrics.txt         the numbers of docs/metrics.md
        bundles.json        installed bundles and their states
        components.json     component configurations and what they miss
        configuration.json  settings that are known to be harmless; other values are "(removed)"
        audit.json          how the audit journal is written; its entries are not here
        upgrades.json       the latest upgrades
        threads.txt         what each thread does
        log.txt             the last lines of the log
        sbom.json           the libraries (CycloneDX), where the build has an inventory
        """;

    @Reference(
            target = "(baton.role=log)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    transient volatile @Nullable Supplier<String> log;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    transient volatile @Nullable UpgradeService upgrades;

    private final transient HealthCheckExecutor executor;
    private final transient DeviceServices services;
    private final transient DeviceMetrics metrics;
    private final transient DiagnosticsSource source;
    private final transient InstantSource clock;
    private final transient Path inventory;
    private final String version;

    @Activate
    public DiagnosticsServlet(
            @Reference HealthCheckExecutor executor,
            @Reference DeviceServices services,
            @Reference ServiceComponentRuntime components,
            @Reference ConfigurationAdmin configurations,
            BundleContext context) {
        this.executor = executor;
        this.services = services;
        this.clock = InstantSource.system();
        version = context.getBundle().getVersion().toString();
        metrics = new DeviceMetrics(services, new HostMeter(InvariantChecks.dataDirectory(context)), version);
        source = new DiagnosticsSource(context, components, configurations);
        String home = context.getProperty("baton.home");
        inventory = Path.of(home == null ? "" : home).resolve("sbom.json");
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        Instant now = clock.instant();
        byte[] archive = archive(now).zip(now);
        LOG.info("support archive made bytes={}", archive.length);
        response.setContentType("application/zip");
        response.setHeader("Content-Disposition", "attachment; filename=\"baton-diagnostics.zip\"");
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        try {
            response.getOutputStream().write(archive);
        } catch (IOException e) {
            LOG.debug("response not taken cause={}", e.toString());
        }
    }

    private SupportArchive archive(Instant now) {
        SupportArchive archive = new SupportArchive();
        HealthReport health = HealthReport.of(executor);
        archive.add("README.txt", README);
        archive.add("about.json", about(now));
        archive.add("health.json", health.members());
        archive.add("metrics.txt", new String(metrics.read(health).text(), StandardCharsets.UTF_8));
        archive.add("bundles.json", Map.of("bundles", source.bundles()));
        archive.add("components.json", Map.of("components", source.components()));
        archive.add("configuration.json", source.settings());
        AuditLog audit = services.audit;
        if (audit != null) {
            archive.add("audit.json", audit(audit.counters()));
        }
        UpgradeService present = upgrades;
        if (present != null) {
            archive.add("upgrades.json", Map.of("upgrades", DiagnosticsSource.upgrades(present)));
        }
        archive.add("threads.txt", threads());
        Supplier<String> lines = log;
        archive.add("log.txt", lines == null ? "" : lines.get());
        try {
            if (Files.exists(inventory)) {
                archive.add("sbom.json", Files.readString(inventory));
            }
        } catch (IOException e) {
            LOG.warn("inventory not readable", e);
        }
        return archive;
    }

    private Map<String, Object> about(Instant now) {
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("version", version);
        about.put("at", now.toString());
        for (String name : new String[] {"java.version", "java.vendor", "os.name", "os.version", "os.arch"}) {
            about.put(name, System.getProperty(name, ""));
        }
        about.put("processors", Runtime.getRuntime().availableProcessors());
        return about;
    }

    private static Map<String, Object> audit(AuditCounters counters) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("healthy", counters.healthy());
        members.put("entries", counters.entries());
        members.put("bytes", counters.bytes());
        members.put("syncs", counters.syncs());
        members.put("lost", counters.lost());
        members.put("gaps", counters.gaps());
        members.put("failures", counters.failures());
        members.put("tornTails", counters.tornTails());
        return members;
    }

    private static String threads() {
        StringBuilder text = new StringBuilder();
        for (ThreadInfo thread : ManagementFactory.getThreadMXBean().dumpAllThreads(true, true)) {
            text.append('"').append(thread.getThreadName()).append("\" ").append(thread.getThreadState());
            if (thread.getLockName() != null) {
                text.append(" on ").append(thread.getLockName());
            }
            text.append('\n');
            for (StackTraceElement frame : thread.getStackTrace()) {
                text.append("    at ").append(frame).append('\n');
            }
            text.append('\n');
        }
        return text.toString();
    }
}
