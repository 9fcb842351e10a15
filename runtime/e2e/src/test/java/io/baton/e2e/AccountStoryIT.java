// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static io.baton.e2e.LoginFixture.PASSWORD;
import static io.baton.e2e.LoginFixture.fillIn;
import static io.baton.e2e.LoginFixture.logIn;
import static io.baton.e2e.LoginFixture.openAccount;
import static io.baton.e2e.LoginFixture.screenshots;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** An administrator manages accounts, tokens and view links in the account dialog. */
final class AccountStoryIT {
    private LoginFixture fixture;
    private PageUser ada;

    @BeforeEach
    void start() throws Exception {
        fixture = new LoginFixture();
        ada = fixture.administrator();
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void viewLinkShowsThePictureWithoutControlUntilItIsRevoked() throws Exception {
        openAccount(ada, "links");
        fillIn(ada, "link-name", "wall display");
        ada.click("link-submit");
        String link = value(ada, "link-value");
        ada.awaitText("link-row", "wall display");
        screenshots(ada, "links");

        PageUser wall = fixture.pageUser("Wall");
        wall.browser.visit(URI.create(link));
        wall.awaitMode("observer");
        wall.browser.awaitPicture();
        assertFalse(
                String.valueOf(wall.browser.run("return location.href")).contains("link"),
                "the token does not stay in the address");
        assertMayOnlyWatch(wall);
        screenshots(wall, "view-link");

        ada.click("revoke-link");
        screenshots(ada, "revoke");
        ada.confirm();
        wall.browser.awaitState("connection", "login");
        assertTrue(wall.browser.elements("video").isEmpty());
        wall.leavePage();
        wall.browser.visit(URI.create(link));
        wall.awaitText("form-error", "This link has expired or was revoked.");
        screenshots(wall, "link-refused");
    }

    @Test
    void changedAccountLogsInAgainAndTheLastAdministratorStays() throws Exception {
        openAccount(ada, "accounts");
        fillIn(ada, "account-user", "ben");
        fillIn(ada, "account-password", "a password of ben");
        ada.click("account-submit");
        ada.awaitText("account-list", "ben");
        PageUser ben = fixture.pageUser("Ben").openPage();
        fillIn(ben, "login-user", "ben");
        logIn(ben, "a password of ben");
        ben.awaitMode("observer");
        ben.browser.element("request-control");
        openAccount(ben, "own");
        ben.awaitText("own-login", "Operator");
        assertTrue(ben.browser.elements("tab-accounts").isEmpty(), "accounts are for administrators");
        screenshots(ben, "operator");

        edit("ben");
        ada.browser.element("edit-role").sendKeys("Viewer");
        screenshots(ada, "account-edit");
        ada.click("edit-save");
        ada.awaitText("account-list", "Viewer");
        ben.browser.awaitState("connection", "login");
        screenshots(ben, "account-changed");
        fillIn(ben, "login-user", "ben");
        logIn(ben, "a password of ben");
        ben.awaitMode("observer");
        assertMayOnlyWatch(ben);

        edit("admin");
        ada.click("edit-delete");
        ada.confirm();
        ada.awaitText("account-change-error", "This would leave no administrator.");
        screenshots(ada, "last-administrator");
        assertEquals("live", ada.browser.state("connection"));
    }

    @Test
    void tokenIsShownOnceAndServesUntilItIsRevoked() throws Exception {
        openAccount(ada, "tokens");
        fillIn(ada, "token-name", "rack monitor");
        ada.click("token-submit");
        String bearer = "Authorization: Bearer " + value(ada, "token-value");
        ada.awaitText("token-row", "rack monitor");
        screenshots(ada, "tokens");
        Http http = new Http(fixture.device.address());
        assertEquals(
                "viewer",
                Http.json(http.get("/auth/me", bearer).body()).path("role").asText());
        ada.click("tab-own");
        ada.click("tab-tokens");
        ada.awaitText("token-row", "rack monitor");
        assertTrue(ada.browser.elements("token-value").isEmpty(), "it is not shown again");
        ada.click("revoke-token");
        ada.confirm();
        ada.awaitText("token-list", "There are no tokens.");
        http.get("/auth/me", bearer).assertProblem(401, "login_required");
    }

    @Test
    void dialogNeedsNoMouse() throws Exception {
        press(Keys.TAB);
        assertEquals("screen", focused(), "it takes every key until the chord is pressed");
        ada.browser
                .actions()
                .keyDown(Keys.CONTROL)
                .keyDown(Keys.ALT)
                .keyDown(Keys.SHIFT)
                .keyUp(Keys.SHIFT)
                .keyUp(Keys.ALT)
                .keyUp(Keys.CONTROL)
                .perform();
        assertEquals("keys-button", focused());
        for (int i = 0; i < 40 && !"account-button".equals(focused()); i++) {
            press(Keys.TAB);
        }
        assertEquals("account-button", focused());
        press(Keys.ENTER);
        ada.browser.await("the first tab with the focus", () -> "tab-own".equals(focused()) ? true : null);
        press(Keys.ARROW_DOWN);
        assertEquals("tab-factor", focused());
        ada.browser.element("totp-password");
        press(Keys.TAB);
        assertEquals("totp-password", focused());
        press(PASSWORD, Keys.ENTER);
        ada.browser.element("totp-secret");
        ada.browser.await("the secret with the focus", () -> "totp-secret".equals(focused()) ? true : null);
        press(Keys.ESCAPE);
        ada.awaitNone("account-dialog");
        assertEquals("account-button", focused());
    }

    /** The page knows its mode before its role. */
    private static void assertMayOnlyWatch(PageUser pageUser) {
        pageUser.browser.await(
                "a button that is of no use",
                () -> pageUser.browser
                                .find("[data-testid='request-control'][aria-disabled='true']")
                                .isEmpty()
                        ? null
                        : true);
    }

    private void edit(String user) {
        ada.browser
                .find("[data-user='" + user + "'] [data-testid='account-edit']")
                .getFirst()
                .click();
        ada.browser.element("edit-save");
    }

    private void press(CharSequence... keys) {
        ada.browser.actions().sendKeys(keys).perform();
    }

    private String focused() {
        return String.valueOf(ada.browser.run("return document.activeElement.dataset['testid']"));
    }

    private static String value(PageUser pageUser, String testId) {
        return String.valueOf(pageUser.browser.element(testId).getDomProperty("value"));
    }
}
