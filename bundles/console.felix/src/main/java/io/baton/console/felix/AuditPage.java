// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import io.baton.audit.AuditCounters;
import io.baton.audit.AuditLog;
import io.baton.rpc.RpcMethods;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServletRequest;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * The Web Console's page <i>Baton → Audit</i>: the end of the journal, a search in it, and whether its chain is whole.
 */
@Component(
        service = Servlet.class,
        property = {ConsolePage.LABEL + "device-audit", ConsolePage.TITLE + "Audit", ConsolePage.CATEGORY})
public final class AuditPage extends ConsolePage {

    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 100;
    private static final int MAX_TEXT = 100;
    private static final Set<String> COLUMNS =
            Set.of("seq", "at", "kind", "action", "actor", "user", "source", "outcome", "target");

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    transient volatile @Nullable AuditLog audit;

    @Reference(
            target = "(" + RpcMethods.NAMES + "=getAudit)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    transient volatile @Nullable RpcMethods journal;

    /** Reads every file of the journal and says what is not as it was written. */
    @Reference(
            target = "(baton.role=audit.chain)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    transient volatile @Nullable Supplier<String> chain;

    @Activate
    public AuditPage() {
        super(new SecureRandom());
    }

    @Override
    void fixed(HttpServletRequest request, HtmlWriter html) {
        html.open("form", "method", "get", "action", root(request), "class", "ui-widget-header buttonGroup")
                .open("label")
                .text("Entries with ")
                .empty(
                        "input",
                        "name",
                        "text",
                        "maxlength",
                        "100",
                        "class",
                        "ui-widget-content",
                        "value",
                        text(request))
                .close("label")
                .element("button", "Search", "type", "submit", "class", "ui-state-default ui-corner-all")
                .element(
                        "button",
                        "Verify the chain",
                        "type",
                        "submit",
                        "name",
                        "verify",
                        "value",
                        "true",
                        "class",
                        "ui-state-default ui-corner-all",
                        "style",
                        HtmlWriter.WIDE_BUTTON)
                .close("form");
        if (!parameter(request, "verify").isEmpty()) {
            Supplier<String> check = chain;
            html.status(
                    check == null ? "The audit journal is being replaced. Try again in a moment." : check.get(),
                    "role",
                    "status",
                    "data-testid",
                    "chain");
        }
    }

    @Override
    void live(HttpServletRequest request, HtmlWriter html) {
        html.status(counters(), "data-testid", "audit-summary");
        RpcMethods present = journal;
        if (present == null) {
            html.status("The audit journal is being replaced. The page reads it again in a moment.");
            return;
        }
        AuditTail.Found found = AuditTail.read(present, text(request), before(request), SHOWN);
        if (!found.problem().isEmpty()) {
            html.status(found.problem());
        }
        html.table("device-audit", "Number", "Time", "What", "By", "Outcome", "Details");
        found.entries().forEach(entry -> row(html, entry));
        if (found.entries().isEmpty()) {
            html.open("tr")
                    .element("td", "No entry has this text.", "colspan", "6")
                    .close("tr");
        }
        html.endTable();
        older(request, html, found);
    }

    private String counters() {
        AuditLog log = audit;
        if (log == null) {
            return "The audit journal is absent: nothing is recorded.";
        }
        AuditCounters counters = log.counters();
        return "%s Since its start: entries %d, gaps %d, lost %d, failed writes %d, torn ends %d."
                .formatted(
                        counters.healthy() ? "The journal is written." : "The journal cannot be written.",
                        counters.entries(),
                        counters.gaps(),
                        counters.lost(),
                        counters.failures(),
                        counters.tornTails());
    }

    private static void row(HtmlWriter html, Map<?, ?> entry) {
        String kind = value(entry, "kind");
        String action = value(entry, "action");
        html.open("tr", "data-seq", value(entry, "seq"));
        html.cell(value(entry, "seq"));
        html.cell(time(value(entry, "at")));
        html.cell(action.isEmpty() ? kind : action, value(entry, "target"));
        html.cell(value(entry, "user"), value(entry, "actor"), value(entry, "source"));
        html.cell(value(entry, "outcome"));
        html.cell(entry.entrySet().stream()
                .filter(member -> !COLUMNS.contains(String.valueOf(member.getKey())))
                .filter(member -> !(member.getValue() instanceof Map<?, ?> members && members.isEmpty()))
                .map(member -> member.getKey() + "=" + member.getValue())
                .collect(Collectors.joining(", ")));
        html.close("tr");
    }

    private static String value(Map<?, ?> entry, String name) {
        Object value = entry.get(name);
        return value == null ? "" : String.valueOf(value);
    }

    private static String time(String at) {
        try {
            return HtmlWriter.time(Instant.parse(at));
        } catch (DateTimeParseException e) {
            return at;
        }
    }

    private static void older(HttpServletRequest request, HtmlWriter html, AuditTail.Found found) {
        if (found.older() == 0) {
            return;
        }
        html.open("form", "method", "get", "action", root(request))
                .empty("input", "type", "hidden", "name", "text", "value", text(request))
                .element(
                        "button",
                        "Older entries",
                        "type",
                        "submit",
                        "name",
                        "before",
                        "value",
                        String.valueOf(found.older()),
                        "class",
                        "ui-state-default ui-corner-all")
                .close("form");
    }

    private static String text(HttpServletRequest request) {
        String text = parameter(request, "text").strip();
        return text.substring(0, Math.min(MAX_TEXT, text.length()));
    }

    private static long before(HttpServletRequest request) {
        String value = parameter(request, "before");
        return value.matches("[1-9]\\d{0,17}") ? Long.parseLong(value) : 0;
    }
}
