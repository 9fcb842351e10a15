// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.baton.auth.AuthMode;
import io.baton.auth.Authenticator;
import io.baton.auth.Credentials;
import io.baton.session.Login;
import io.baton.session.Role;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests the Web Console serves. */
final class ConsolePolicyTest {

    private static final String CONSOLE = "/system/console/";
    private static final String OWN = "http://kvm.example:8080";
    private static final ConsolePolicy APPLIANCE = new ConsolePolicy(false);
    private static final ConsolePolicy MAINTENANCE = new ConsolePolicy(true);

    private static final Logins LOGINS = new Logins(Map.of(
            new Credentials("admin", ""), login(Role.ADMIN),
            new Credentials("", "adminToken"), login(Role.ADMIN),
            new Credentials("operator", ""), login(Role.OPERATOR),
            new Credentials("viewer", ""), login(Role.VIEWER)));

    private static Login login(Role role) {
        return new Login(role.name(), role, Login.Strength.OWN_ACCOUNT, role.name(), false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bundles", "bundles.json", "gogo", "res/ui/webconsole.css", "logout"})
    void s2PageWithoutALoginIsRefused(String page) {
        refused(401, "login_required", decide(MAINTENANCE, get(page, "")));
        refused(401, "login_required", decide(MAINTENANCE, get(page, "expired")));
    }

    @Test
    void browserWithoutALoginIsLedToThePageThatHasOne() {
        ConsoleRequest request = new ConsoleRequest(
                "GET",
                CONSOLE + "bundles",
                false,
                "kvm.example:8080",
                "",
                "",
                "none",
                "text/html,application/xhtml+xml",
                Credentials.NONE);
        assertInstanceOf(Verdict.ToLogin.class, decide(APPLIANCE, request));
    }

    @ParameterizedTest
    @ValueSource(strings = {"operator", "viewer"})
    void s2OtherRolesAreRefused(String cookie) {
        refused(403, "not_allowed", decide(MAINTENANCE, get("bundles", cookie)));
        refused(403, "not_allowed", decide(MAINTENANCE, post("configMgr/x", cookie, OWN, "", "")));
    }

    @Test
    void administratorIsAdmitted() {
        assertEquals(new Verdict.Admitted(login(Role.ADMIN)), decide(APPLIANCE, get("bundles", "admin")));
    }

    @Test
    void s20RequestIsRefusedWhileTheAuthenticatorIsAbsent() {
        refused(503, "temporarily_unavailable", APPLIANCE.decide(get("bundles", "admin"), null));
    }

    @ParameterizedTest
    @CsvSource({
        "http://kvm.example:8080, '', ''",
        "https://kvm.example:8080, '', ''",
        "HTTP://KVM.example:8080, '', ''",
        "'', same-origin, ''",
        "'', '', http://kvm.example:8080/system/console/configMgr",
    })
    void s10ChangeFromTheConsolesOwnPageIsAdmitted(String origin, String fetchSite, String referer) {
        assertInstanceOf(
                Verdict.Admitted.class, decide(APPLIANCE, post("configMgr/x", "admin", origin, fetchSite, referer)));
    }

    @ParameterizedTest
    @CsvSource({
        "http://evil.example, '', ''",
        "http://kvm.example:8081, '', ''",
        "http://kvm.example:8080.evil.example, '', ''",
        "null, same-origin, http://kvm.example:8080/",
        "'', cross-site, http://kvm.example:8080/",
        "'', same-site, ''",
        "'', none, ''",
        "'', '', http://evil.example/http://kvm.example:8080/",
        "'', '', http://kvm.example:8080.evil.example/",
        "'', '', http://kvm.example:8080",
        "'', '', ''",
    })
    void s10ChangeThatTheConsolesPageDidNotSendIsRefused(String origin, String fetchSite, String referer) {
        refused(403, "foreign_origin", decide(MAINTENANCE, post("configMgr/x", "admin", origin, fetchSite, referer)));
    }

    @ParameterizedTest
    @ValueSource(strings = {ConsolePolicy.SESSIONS_PAGE, ConsolePolicy.UPGRADES_PAGE})
    void s10ActionIsAdmittedFromTheConsolesOwnPageOnly(String page) {
        assertInstanceOf(Verdict.Admitted.class, decide(APPLIANCE, post(page, "admin", OWN, "", "")));
        for (String foreign : List.of("http://evil.example", "null", "")) {
            refused(403, "foreign_origin", decide(MAINTENANCE, post(page, "admin", foreign, "", "")));
        }
        refused(403, "not_allowed", decide(MAINTENANCE, post(page, "viewer", OWN, "", "")));
    }

    @Test
    void s10OriginWithoutTlsIsForeignOverTls() {
        ConsoleRequest request = new ConsoleRequest(
                "POST",
                CONSOLE + "configMgr/x",
                true,
                "kvm.example:8080",
                OWN,
                "",
                "",
                "",
                new Credentials("admin", ""));
        refused(403, "foreign_origin", decide(APPLIANCE, request));
    }

    @Test
    void programWithATokenNeedsNoOrigin() {
        ConsoleRequest request = new ConsoleRequest(
                "POST",
                CONSOLE + "configMgr/x",
                false,
                "kvm.example:8080",
                "",
                "",
                "",
                "",
                new Credentials("", "adminToken"));
        assertInstanceOf(Verdict.Admitted.class, decide(APPLIANCE, request));
    }

    @ParameterizedTest
    @CsvSource({
        "bundles",
        "bundles/5",
        "vmstat",
        "gogo",
        "components/3",
        "deppack",
        "configMgr;x",
        "a/../configMgr",
        "''"
    })
    void changeOfTheDeviceIsRefusedOnAnAppliance(String page) {
        refused(403, "not_allowed", decide(APPLIANCE, post(page, "admin", OWN, "", "")));
        assertInstanceOf(Verdict.Admitted.class, decide(MAINTENANCE, post(page, "admin", OWN, "", "")));
    }

    @Test
    void shellDoesNotExistOnAnAppliance() {
        refused(404, "not_found", decide(APPLIANCE, get("gogo", "admin")));
        refused(404, "not_found", decide(APPLIANCE, get("gogo/res/gogo.js", "admin")));
        assertInstanceOf(Verdict.Admitted.class, decide(MAINTENANCE, get("gogo", "admin")));
    }

    @Test
    void maintenanceNeedsAPassword() {
        Authenticator open = new Logins(Map.of(Credentials.NONE, Login.unauthenticated(Role.ADMIN)));
        refused(403, "not_allowed", MAINTENANCE.decide(post("bundles", "", OWN, "", ""), open));
        refused(403, "not_allowed", MAINTENANCE.decide(get("gogo", ""), open));
        assertInstanceOf(Verdict.Admitted.class, MAINTENANCE.decide(get("bundles", ""), open));
        assertInstanceOf(Verdict.Admitted.class, MAINTENANCE.decide(post("configMgr/x", "", OWN, "", ""), open));
    }

    @Test
    void unknownMethodCountsAsAChange() {
        ConsoleRequest request = new ConsoleRequest(
                "TRACK", CONSOLE + "bundles", false, "h", "", "", "", "", new Credentials("admin", ""));
        refused(403, "foreign_origin", decide(MAINTENANCE, request));
    }

    private static Verdict decide(ConsolePolicy policy, ConsoleRequest request) {
        return policy.decide(request, LOGINS);
    }

    private static ConsoleRequest get(String page, String cookie) {
        return new ConsoleRequest(
                "GET", CONSOLE + page, false, "kvm.example:8080", "", "", "", "*/*", new Credentials(cookie, ""));
    }

    private static ConsoleRequest post(String page, String cookie, String origin, String fetchSite, String referer) {
        return new ConsoleRequest(
                "POST",
                CONSOLE + page,
                false,
                "kvm.example:8080",
                origin,
                referer,
                fetchSite,
                "*/*",
                new Credentials(cookie, ""));
    }

    private static void refused(int status, String code, Verdict verdict) {
        Verdict.Refused refused = assertInstanceOf(Verdict.Refused.class, verdict);
        assertEquals(status + " " + code, refused.status() + " " + refused.code());
    }

    private record Logins(Map<Credentials, Login> known) implements Authenticator {

        @Override
        public AuthMode mode() {
            return AuthMode.PASSWORD;
        }

        @Override
        public Optional<Login> authenticate(Credentials credentials) {
            return Optional.ofNullable(known.get(credentials));
        }

        @Override
        public boolean isCurrent(Login login) {
            return known.containsValue(login);
        }
    }
}
