// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static io.baton.e2e.LoginFixture.PASSWORD;
import static io.baton.e2e.LoginFixture.fillIn;
import static io.baton.e2e.LoginFixture.logIn;
import static io.baton.e2e.LoginFixture.logOut;
import static io.baton.e2e.LoginFixture.openAccount;
import static io.baton.e2e.LoginFixture.screenshots;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.target.virtual.FrameCode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** Set-up, login and logout at the page of a device that requires a password. */
final class LoginStoryIT {
    private static final Pattern SETUP_CODE = Pattern.compile("device not set up.* code=(\\S+)");

    private LoginFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new LoginFixture();
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void newDeviceIsSetUpAndControlledAtOnce() throws Exception {
        PageUser ada = fixture.pageUser("Ada").openPage();
        ada.browser.awaitState("connection", "login");
        ada.awaitText("login-view", "Set up this device");
        assertTrue(ada.browser.elements("video").isEmpty(), "no picture before the set-up");
        screenshots(ada, "setup");
        fillIn(ada, "setup-password", PASSWORD);
        fillIn(ada, "setup-again", "correct hose");
        ada.click("setup-submit");
        ada.awaitText("form-error", "The two passwords differ.");
        screenshots(ada, "setup-mistake");
        fillIn(ada, "setup-again", PASSWORD);
        ada.click("setup-submit");
        ada.awaitMode("primary");
        ada.typeAndAwait("a");

        ada.browser.reload();
        ada.awaitMode("primary");
        ada.typeAndAwait("b");
        assertTrue(ada.browser.elements("login-view").isEmpty(), "the login outlives a reload");
    }

    @Test
    void keysTypedIntoADialogDoNotReachTheTarget() throws Exception {
        PageUser ada = fixture.administrator();
        FrameCode before = ada.typeAndAwait("a");
        openAccount(ada, "own");
        ada.browser.element("password-old").sendKeys("not for the target", Keys.TAB, "nor this");
        ada.browser.actions().sendKeys(Keys.ESCAPE).perform();
        ada.awaitNone("account-dialog");
        assertEquals(
                "account-button",
                ada.browser.run("return document.activeElement.dataset['testid']"),
                "the focus is where it was before");
        FrameCode after = ada.typeAndAwait("z");
        assertEquals(before.typed() + 1, after.typed());
        assertEquals('z', after.lastTyped() & 0xFF);
    }

    @Test
    void loggedOutPageShowsTheLoginAndWhyItIsRefused() throws Exception {
        PageUser ada = fixture.administrator();
        openAccount(ada, "own");
        ada.awaitText("own-login", "admin");
        screenshots(ada, "account");
        ada.click("log-out");
        ada.browser.awaitState("connection", "login");
        ada.awaitText("login-view", "You are logged out.");
        assertTrue(ada.browser.elements("video").isEmpty(), "no picture without a login");
        screenshots(ada, "login");
        logIn(ada, "wrong password");
        ada.awaitText("form-error", "Invalid password.");
        ada.awaitText("problem-reference", "bad_password · ");
        screenshots(ada, "wrong-password");
        logIn(ada, PASSWORD);
        ada.awaitMode("primary");
        ada.typeAndAwait("a");
    }

    @Test
    void browserFromElsewhereNeedsTheCodeAndIsLockedOut() throws Exception {
        PageUser eve = fixture.pageUser("Eve").openPage();
        eve.browser.sendHeader("X-Forwarded-For", "203.0.113.9");
        fillIn(eve, "setup-password", PASSWORD);
        fillIn(eve, "setup-again", PASSWORD);
        eve.click("setup-submit");
        eve.browser.element("setup-code");
        screenshots(eve, "setup-code");
        fillIn(eve, "setup-code", setupCode());
        eve.click("setup-submit");
        eve.awaitMode("primary");
        logOut(eve);
        for (int i = 0; i < 5; i++) {
            String last = eve.text("problem-reference");
            logIn(eve, "wrong password");
            eve.browser.await("another refusal", () -> {
                String reference = eve.text("problem-reference");
                return reference.startsWith("bad_password") && !reference.equals(last) ? reference : null;
            });
        }
        logIn(eve, PASSWORD);
        eve.awaitText("form-error", "Too many failed attempts.");
        eve.awaitText("problem-wait", "Possible again in 15 min.");
        screenshots(eve, "locked-out");
    }

    @Test
    void secondFactorIsSetUpAndAskedFor() throws Exception {
        PageUser ada = fixture.administrator();
        openAccount(ada, "factor");
        fillIn(ada, "totp-password", PASSWORD);
        ada.click("totp-submit");
        String secret = String.valueOf(ada.browser.element("totp-secret").getDomProperty("value"));
        screenshots(ada, "factor-secret");
        long step = TotpCode.step();
        fillIn(ada, "totp-code", TotpCode.of(secret, step));
        ada.click("totp-submit");
        ada.awaitText("totp-state", "In force");
        ada.click("account-close");
        logOut(ada);
        logIn(ada, PASSWORD);
        ada.browser.element("login-totp");
        screenshots(ada, "factor");
        fillIn(ada, "login-totp", TotpCode.of(secret, step));
        ada.click("login-submit");
        ada.awaitText("form-error", "Invalid code.");
        screenshots(ada, "factor-used");
        fillIn(ada, "login-totp", TotpCode.of(secret, step + 1));
        ada.click("login-submit");
        ada.awaitMode("primary");
        ada.browser.awaitPicture();
    }

    @Test
    void passwordChangedElsewhereLeadsToTheLogin() throws Exception {
        PageUser ada = fixture.administrator();
        PageUser ben = fixture.pageUser("Ben").openPage();
        logIn(ben, PASSWORD);
        ben.browser.awaitState("connection", "live");
        ben.browser.awaitPicture();
        openAccount(ben, "logins");
        ben.awaitText("panel-logins", "this browser");
        screenshots(ben, "logins");
        ben.click("tab-own");
        fillIn(ben, "password-old", PASSWORD);
        fillIn(ben, "password-new", "another horse");
        fillIn(ben, "password-again", "another horse");
        ben.click("password-submit");
        ben.awaitText("password-done", "The password is changed.");
        screenshots(ben, "password-changed");
        ben.click("account-close");
        ben.browser.awaitState("connection", "live");
        ben.browser.awaitPicture();

        ada.browser.awaitState("connection", "login");
        ada.awaitText("login-view", "You are logged out.");
        logIn(ada, PASSWORD);
        ada.awaitText("form-error", "Invalid password.");
        logIn(ada, "another horse");
        ada.browser.awaitState("connection", "live");
        ada.browser.awaitPicture();
    }

    private String setupCode() {
        return fixture.device.log().stream()
                .map(SETUP_CODE::matcher)
                .filter(Matcher::find)
                .map(match -> match.group(1))
                .findFirst()
                .orElseThrow();
    }
}
