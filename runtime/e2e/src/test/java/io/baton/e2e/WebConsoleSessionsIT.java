// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.harness.Browser;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An administrator admits a session in the Web Console, gives it control, and removes it: Ben's page says each. */
final class WebConsoleSessionsIT {

    private static final String CONSOLE = "/system/console/";

    private LoginFixture fixture;
    private PageUser ada;
    private PageUser ben;
    private Browser console;

    @BeforeEach
    void start() throws Exception {
        fixture = new LoginFixture();
        ada = fixture.administrator();
        console = ada.browser;
        console.newTab(fixture.device.address().resolve(CONSOLE + "device-sessions"));
        assertEquals(
                "201 200",
                String.valueOf(console.runAsync(
                        """
                        const done = arguments[arguments.length - 1];
                        const account = JSON.stringify({user: 'ben', password: arguments[1], role: 'operator'});
                        const body = new URLSearchParams({apply: 'true', action: 'ajaxConfigManager',
                            propertylist: 'requireApproval', requireApproval: 'true'});
                        (async () => {
                            const made = await fetch('/accounts',
                                {method: 'POST', headers: {'Content-Type': 'application/json'}, body: account});
                            const set = await fetch(arguments[0], {method: 'POST', body});
                            done(made.status + ' ' + set.status);
                        })().catch(e => done(String(e)));
                        """, CONSOLE + "configMgr/io.baton.session.coordinator", LoginFixture.PASSWORD)));
        ben = fixture.pageUser("Ben").openPage();
        LoginFixture.fillIn(ben, "login-user", "ben");
        LoginFixture.logIn(ben, LoginFixture.PASSWORD);
        ben.awaitMode("pending");
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private void visit(String page) {
        console.visit(fixture.device.address().resolve(CONSOLE + page));
    }

    /** Waits until a session is in a mode, as the page shows it. */
    private String row(String nickname, String mode) {
        return console.await(
                nickname + " is " + mode,
                () -> console.texts("#device-sessions [data-session]").stream()
                        .filter(row -> row.contains(nickname) && row.startsWith(mode))
                        .findFirst()
                        .orElse(null));
    }

    private void press(String nickname, String mode, String label) {
        console.run("window.confirm = () => true");
        // the page replaces its rows every five seconds, and not those under the pointer
        String script = """
            const row = [...document.querySelectorAll('#device-sessions [data-session]')]
                .find(found => found.innerText.includes(arguments[0]));
            [...row.querySelectorAll('button')].find(found => found.innerText === arguments[1]).click();
            """;
        row(nickname, mode);
        console.run(script, nickname, label);
        assertEquals(
                "Done.",
                console.await(
                        label + " is answered",
                        () -> console.texts("[data-testid='result']").stream()
                                .findFirst()
                                .orElse(null)));
    }

    @Test
    void pendingSessionIsApprovedGivenControlAndRemoved() throws Exception {
        assertTrue(row("Ben", "pending").contains("waits for approval"));
        console.screenshot("console-sessions", "body");
        press("Ben", "pending", "Approve");
        ben.awaitMode("observer");
        visit("device-sessions");
        press("Ben", "observer", "Give control");
        ben.awaitMode("primary");
        visit("device-sessions");
        row("Ada", "observer");
        press("Ben", "primary", "Kick");
        ben.browser.element("removed");
        visit("device-audit?text=web_console");
        List<String> notes = console.await("three notes", () -> {
            List<String> found = console.texts("#device-audit [data-seq]");
            return found.size() == 3 ? found : null;
        });
        for (int i = 0; i < 3; i++) {
            String action = List.of("session_kick", "session_transfer", "session_approve")
                    .get(i);
            assertTrue(notes.get(i).contains(action) && notes.get(i).contains("admin"), notes.get(i));
        }
        console.screenshot("console-audit", "body");
    }

    @Test
    void pendingSessionIsDenied() {
        press("Ben", "pending", "Deny");
        ben.awaitText("denied", "Join request denied");
        console.await(
                "one row", () -> console.find("#device-sessions [data-session]").size() == 1 ? true : null);
    }
}
