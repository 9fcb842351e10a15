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
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * The Web Console's page <i>Baton → Upgrades</i>: what the present upgrade has come to, the attempts before, another
 * one from a file, which is checked first and installed once its plan is confirmed, and the roll back.
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
    private static final String BEGUN = "begun";
    private static final String CHECKED = "checked";
    private static final String REFUSED = "refused";
    private static final String CANCELLED = "cancelled";
    private static final String EXPIRED = "expired";
    private static final String FILE = "file";
    private static final int SHOWN = 50;

    private final transient InstantSource clock;
    private final transient HeldUpload held;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    transient volatile @Nullable UpgradeService upgrades;

    @Activate
    public UpgradesPage(BundleContext context) throws IOException {
        this(context.getDataFile("upload").toPath(), InstantSource.system(), new SecureRandom());
    }

    /** @param directory where a file waits for its confirmation */
    UpgradesPage(Path directory, InstantSource clock, RandomGenerator random) throws IOException {
        super(random);
        this.clock = clock;
        held = new HeldUpload(directory, clock);
        held.drop();
    }

    @Deactivate
    void close() throws IOException {
        held.drop();
    }

    @Override
    void fixed(HttpServletRequest request, HtmlWriter html) {
        UpgradeService present = upgrades;
        if (present == null) {
            return;
        }
        held.checked().ifPresent(checked -> confirmation(html, checked));
        html.open("form", "method", "post", "enctype", "multipart/form-data", "class", "ui-widget-header buttonGroup")
                .open("label")
                .text("Upgrade file ")
                .empty(
                        "input",
                        "type",
                        "file",
                        "name",
                        FILE,
                        "accept",
                        ".baton-upgrade",
                        "required",
                        "required",
                        "data-max-bytes",
                        String.valueOf(PostedForm.MAX_UPLOAD - PostedForm.MAX_FORM))
                .close("label");
        button(html, "check", "Check", "");
        html.close("form");
    }

    private static void confirmation(HtmlWriter html, HeldUpload.Checked checked) {
        new PlanTable(checked.name(), checked.plan()).write(html);
        html.open("form", "method", "post", "class", "ui-widget-header ui-corner-bottom buttonGroup")
                .empty("input", "type", "hidden", "name", "file", "value", checked.id());
        button(html, "install", "Install", "");
        button(html, "cancel", "Cancel", "");
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
                "style",
                HtmlWriter.WIDE_BUTTON,
                "data-question",
                question);
    }

    @Override
    long maxUpload() {
        return PostedForm.MAX_UPLOAD;
    }

    @Override
    String perform(HttpServletRequest request) throws IOException {
        UpgradeService present = upgrades;
        if (present == null) {
            return Reason.TEMPORARILY_UNAVAILABLE.wireName();
        }
        try {
            return PostedForm.isMultipart(request)
                    ? check(request, present)
                    : act(parameter(request, "action"), request, present);
        } catch (UpgradeException e) {
            return e.reason().wireName();
        }
    }

    private String act(String action, HttpServletRequest request, UpgradeService present)
            throws UpgradeException, IOException {
        switch (action) {
            case "install" -> {
                boolean known = held.install(parameter(request, FILE), file -> present.install(file, login(request)));
                return known ? BEGUN : EXPIRED;
            }
            case "cancel" -> {
                held.drop();
                return CANCELLED;
            }
            case "rollback" -> {
                present.rollBack(login(request));
                return BEGUN;
            }
            default -> {
                return Reason.BAD_VALUE.wireName();
            }
        }
    }

    /** A body that ends early or is malformed is an exception of the container's, of one of several types. */
    private String check(HttpServletRequest request, UpgradeService present) throws UpgradeException, IOException {
        Part file;
        try {
            file = request.getPart(FILE);
        } catch (ServletException | IllegalStateException e) {
            return UpgradeRefusal.TRUNCATED.wireName();
        }
        if (file == null || file.getSize() == 0) {
            return UpgradeRefusal.EMPTY.wireName();
        }
        try (InputStream content = file.getInputStream()) {
            String name = file.getSubmittedFileName();
            held.check(content, name == null ? "The file" : name, present);
            return CHECKED;
        } catch (UpgradeException e) {
            return REFUSED;
        } finally {
            file.delete();
        }
    }

    @Override
    Optional<String> result(String word) {
        return word.equals(REFUSED) ? Optional.of(held.refusal()).filter(text -> !text.isEmpty()) : resultText(word);
    }

    static Optional<String> resultText(String word) {
        switch (word) {
            case BEGUN -> {
                return Optional.of("Begun. The steps are below.");
            }
            case CHECKED -> {
                return Optional.of("The file may be installed. Read what changes, then confirm.");
            }
            case CANCELLED -> {
                return Optional.of("Cancelled. Nothing was changed.");
            }
            case EXPIRED -> {
                return Optional.of("The checked file is gone: another took its place, or it waited for more than "
                        + HeldUpload.KEPT.toMinutes() + " minutes. Choose it again. Nothing was changed.");
            }
            default -> {
                Stream<String> words = Stream.concat(
                        Stream.of(UpgradeRefusal.values()).map(UpgradeRefusal::wireName),
                        Stream.of(Reason.TEMPORARILY_UNAVAILABLE, Reason.BAD_VALUE)
                                .map(Reason::wireName));
                return words.filter(word::equals)
                        .map(known -> "Refused: " + known.replace('_', ' ')
                                + ". Nothing was changed; the history has the details of an upgrade that was refused.")
                        .findFirst();
            }
        }
    }
}
