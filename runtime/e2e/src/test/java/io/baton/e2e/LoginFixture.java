// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import io.baton.harness.Browser;
import io.baton.harness.Device;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** A new device that requires a set-up, as the appliance does, and browsers at its page. */
final class LoginFixture implements AutoCloseable {
    static final String PASSWORD = "correct horse";

    final Device device;
    private final List<PageUser> pageUsers = new ArrayList<>();

    private final boolean https;

    LoginFixture() throws Exception {
        this(Map.of(), false);
    }

    private LoginFixture(Map<String, String> configs, boolean https) throws Exception {
        Map<String, String> all = new HashMap<>(configs);
        all.put("io.baton.auth.local", "{\"modeBeforeSetup\": \"unset\"}");
        device = Device.start(all);
        this.https = https;
    }

    /** The same with an operator's configuration. */
    static LoginFixture with(Map<String, String> configs) throws Exception {
        return new LoginFixture(configs, false);
    }

    /** The same with HTTPS, by the device's own certificate. */
    static LoginFixture withHttps() throws Exception {
        String settings = "{\"https\": \"on\", \"port:Integer\": %d}".formatted(Device.freePort());
        return new LoginFixture(Map.of("io.baton.tls.jetty", settings), true);
    }

    /** Starts a browser without opening the page. */
    PageUser pageUser(String name) {
        PageUser pageUser = https
                ? PageUser.withoutCertificateCheck(name, device.address())
                : PageUser.named(name, device.address());
        pageUsers.add(pageUser);
        return pageUser;
    }

    /** Starts a browser that sets the device up, with the account {@code admin}, and shows the picture. */
    PageUser administrator() {
        PageUser pageUser = pageUser("Ada").openPage();
        fillIn(pageUser, "setup-password", PASSWORD);
        fillIn(pageUser, "setup-again", PASSWORD);
        pageUser.click("setup-submit");
        pageUser.awaitMode("primary");
        pageUser.browser.awaitPicture();
        return pageUser;
    }

    /** Replaces the text of a field. */
    static void fillIn(PageUser pageUser, String testId, String text) {
        WebElement field = pageUser.browser.element(testId);
        field.sendKeys(Keys.chord(Keys.CONTROL, "a"), text);
    }

    static void logIn(PageUser pageUser, String password) {
        fillIn(pageUser, "login-password", password);
        pageUser.click("login-submit");
    }

    /** Opens a tab of the account dialog. */
    static void openAccount(PageUser pageUser, String tab) {
        pageUser.click("account-button");
        pageUser.click("tab-" + tab);
    }

    static void logOut(PageUser pageUser) {
        openAccount(pageUser, "own");
        pageUser.click("log-out");
        pageUser.browser.awaitState("connection", "login");
        pageUser.browser.element("login-password");
    }

    /** Takes a picture in light and one in dark. */
    static void screenshots(PageUser pageUser, String name) throws IOException {
        Browser browser = pageUser.browser;
        browser.emulateColorScheme("dark");
        pageUser.screenshot("login-" + name + "-dark");
        browser.emulateColorScheme("light");
        pageUser.screenshot("login-" + name + "-light");
    }

    @Override
    public void close() {
        pageUsers.reversed().forEach(PageUser::close);
        device.close();
    }
}
