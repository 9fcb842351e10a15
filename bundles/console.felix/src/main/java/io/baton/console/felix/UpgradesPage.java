// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import io.baton.session.Reason;
import io.baton.upgrade.UpgradeException;
import io.baton.upgrade.UpgradeRefusal;
import io.baton.upgrade.UpgradeService;
import io.baton.upgrade.UpgradeStatus;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * The Web Console's page <i>Baton → Upgrades</i>: what the present upgrade has come to, the attempts before, another
 * one from a file, and the roll back.
 */
@Component(
        service = Servlet.class,
        property = {
            ConsolePage.LABEL + ConsolePolicy.UPGRADES_PAGE,
            ConsolePage.TITLE + "Upgrades",
            ConsolePage.CATEGORY
        })
public final class UpgradesPage extends ConsolePage {

    private static final long serialVersionUID = 1L;
    private static final String RESULT = "result";
    private static final String BEGUN = "begun";
    private static final int SHOWN = 50;

    private final transient InstantSource clock;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    transient volatile @Nullable UpgradeService upgrades;

    @Activate
    public UpgradesPage() {
        this(InstantSource.system());
    }

    UpgradesPage(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    void fixed(HttpServletRequest request, HtmlWriter html) {
        result(parameter(request, RESULT))
                .ifPresent(text -> html.status(text, "role", "status", "data-testid", "result"));
        UpgradeService present = upgrades;
        if (present == null) {
            return;
        }
        html.open("form", "method", "post", "enctype", "multipart/form-data", "class", "ui-widget-header buttonGroup")
                .open("label")
                .text("Upgrade file ")
                .empty("input", "type", "file", "name", "file", "accept", ".baton-upgrade", "required", "required")
                .close("label");
        button(html, "install", "Install", "Install this file? The device checks it first.");
        html.close("form");
    }

    @Override
    void live(HttpServletRequest request, HtmlWriter html) {
        UpgradeService present = upgrades;
        if (present == null) {
            html.status(
                    "Upgrades are not possible at the moment: the bundle io.baton.upgrade.signed is missing or being"
                            + " replaced. What is installed runs on.");
            return;
        }
        UpgradeStatus status = present.status();
        new UpgradeTable(status, present.history(SHOWN), clock.instant()).write(html);
        if (UpgradeTable.mayRollBack(status)) {
            html.open("form", "method", "post", "class", "ui-widget-header ui-corner-bottom buttonGroup");
            button(
                    html,
                    "rollback",
                    status.state().isRunning() ? "Roll back now" : "Roll back",
                    "Put the bundles back that ran before this upgrade?");
            html.close("form");
        }
    }

    private static void button(HtmlWriter html, String action, String label, String question) {
        html.element(
                "button",
                label,
                "type",
                "submit",
                "name",
                "action",
                "value",
                action,
                "class",
                "ui-state-default ui-corner-all",
                "data-question",
                question);
    }

    /** Begins an upgrade or a roll back with the login of the administrator, and leads back to the page. */
    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        response.sendRedirect(root(request) + "?" + RESULT + "=" + perform(request));
    }

    private String perform(HttpServletRequest request) throws ServletException, IOException {
        UpgradeService present = upgrades;
        if (present == null) {
            return Reason.TEMPORARILY_UNAVAILABLE.wireName();
        }
        String type = request.getContentType();
        try {
            if (type != null && type.startsWith("multipart/form-data")) {
                Part file = request.getPart("file");
                if (file == null) {
                    return UpgradeRefusal.EMPTY.wireName();
                }
                try (InputStream content = file.getInputStream()) {
                    present.install(content, login(request));
                } finally {
                    file.delete();
                }
                return BEGUN;
            }
            if (parameter(request, "action").equals("rollback")) {
                present.rollBack(login(request));
                return BEGUN;
            }
            return Reason.BAD_VALUE.wireName();
        } catch (UpgradeException e) {
            return e.reason().wireName();
        }
    }

    /** Returns what became of a form, by the word that the address carries; empty for any other word. */
    static Optional<String> result(String word) {
        if (word.equals(BEGUN)) {
            return Optional.of("Begun. The steps are below.");
        }
        Stream<String> words = Stream.concat(
                Stream.of(UpgradeRefusal.values()).map(UpgradeRefusal::wireName),
                Stream.of(Reason.TEMPORARILY_UNAVAILABLE, Reason.BAD_VALUE).map(Reason::wireName));
        return words.filter(word::equals)
                .map(known -> "Refused: " + known.replace('_', ' ')
                        + ". Nothing was changed; the history has the details of a file that was refused.")
                .findFirst();
    }
}
