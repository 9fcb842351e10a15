// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import io.baton.auth.Authenticator;
import io.baton.session.Login;
import io.baton.session.Role;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may do what in the Web Console: administrators only, no foreign page, and nothing that runs code as the
 * device unless maintenance is configured and the administrator has proved a password.
 *
 * @param maintenance whether administrators may change bundles, run shell commands and restart the device
 */
record ConsolePolicy(boolean maintenance) {

    /** The label of the page with the sessions. */
    static final String SESSIONS_PAGE = "device-sessions";

    /** The label of the page with the upgrades. */
    static final String UPGRADES_PAGE = "device-upgrades";

    private static final String ROOT = "/system/console/";

    /** Pages that exist for the sake of what they change. */
    private static final Set<String> DANGEROUS_PAGES = Set.of("gogo");

    /**
     * Pages whose changes run no foreign code: they take effect through the validation of settings, through the
     * coordinator, and through the upgrade service, which takes signed files alone. Any other change needs maintenance.
     */
    private static final Set<String> CHANGEABLE_PAGES = Set.of("configMgr", SESSIONS_PAGE, UPGRADES_PAGE);

    /** @param authenticator null while the authenticating bundle is absent */
    Verdict decide(ConsoleRequest request, @Nullable Authenticator authenticator) {
        if (authenticator == null) {
            return new Verdict.Refused(
                    503, "temporarily_unavailable", "A part of the device is being replaced. Try again in a moment.");
        }
        Optional<Login> login = authenticator.authenticate(request.credentials());
        if (login.isEmpty()) {
            return request.isNavigation()
                    ? new Verdict.ToLogin()
                    : new Verdict.Refused(401, "login_required", "Unauthorized");
        }
        if (login.get().role() != Role.ADMIN) {
            return forbidden("not_allowed", "Only an administrator may use the Web Console.");
        }
        // a foreign page cannot send the header Authorization without a preflight, which is refused
        if (!request.isSafe() && request.credentials().bearer().isEmpty() && !request.isSentByOwnPage()) {
            return forbidden("foreign_origin", "A page from elsewhere may not use this device.");
        }
        return isDangerous(request) ? dangerous(request, login.get()) : new Verdict.Admitted(login.get());
    }

    /** The path is compared as the console sees it, so that another spelling leads to no other page. */
    private static boolean isDangerous(ConsoleRequest request) {
        String page = page(request.path());
        return request.isSafe() ? DANGEROUS_PAGES.contains(page) : !CHANGEABLE_PAGES.contains(page);
    }

    private static String page(String path) {
        if (!path.startsWith(ROOT)) {
            return "";
        }
        int end = path.indexOf('/', ROOT.length());
        return path.substring(ROOT.length(), end < 0 ? path.length() : end);
    }

    private Verdict dangerous(ConsoleRequest request, Login login) {
        if (!maintenance) {
            return request.isSafe()
                    ? new Verdict.Refused(404, "not_found", "There is nothing at this address.")
                    : forbidden(
                            "not_allowed", "Changes of bundles, shell commands and restarts are off on this device.");
        }
        if (login.strength() == Login.Strength.NONE) {
            return forbidden(
                    "not_allowed", "Set a password first. Without one, any program could run code as the device.");
        }
        return new Verdict.Admitted(login);
    }

    private static Verdict forbidden(String code, String message) {
        return new Verdict.Refused(403, code, message);
    }
}
