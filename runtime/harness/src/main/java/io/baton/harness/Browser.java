// SPDX-License-Identifier: Apache-2.0
package io.baton.harness;

import io.baton.target.virtual.FrameCode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.TimeoutException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A headless Chromium with one or more tabs on a device's page. */
public final class Browser implements AutoCloseable {
    /** Long enough for a machine that is slow and busy: waiting ends with what is waited for. */
    static final Duration TIMEOUT = Duration.ofMinutes(2);

    private static final Duration POLL = Duration.ofMillis(50);

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
        driver.manage().timeouts().scriptTimeout(TIMEOUT);
    }

    public static Browser open() {
        return open(Chromium.program());
    }

    /** As {@link #open()}, for a device whose certificate no authority signed and a test replaces. */
    public static Browser openWithoutCertificateCheck() {
        return open(Chromium.program(), "--ignore-certificate-errors");
    }

    /** As {@link #open()}; it also accepts certificates that no authority signed, for these keys and no others. */
    public static Browser openTrusting(String... keyDigests) {
        return open(Chromium.program(), "--ignore-certificate-errors-spki-list=" + String.join(",", keyDigests));
    }

    /** As {@link #open()}, with another executable, such as one that runs Chromium in a network namespace. */
    public static Browser open(String binary, String... extraArguments) {
        Browser browser = new Browser(Chromium.start(binary, extraArguments));
        browser.prepareTab();
        return browser;
    }

    /** Opens the page in the present tab. */
    public Browser visit(URI address) {
        driver.get(address.toString());
        return this;
    }

    /** Opens the page in a new tab, which becomes the present one; returns its handle for {@link #switchTo}. */
    public String newTab(URI address) {
        driver.switchTo().newWindow(WindowType.TAB);
        prepareTab();
        visit(address);
        return driver.getWindowHandle();
    }

    /** Opens a copy of the present tab, with what its storage holds, which becomes the present one. */
    public void duplicateTab() {
        Set<String> before = driver.getWindowHandles();
        run("window.open(location.href)");
        switchTo(await(
                "the copy",
                () -> driver.getWindowHandles().stream()
                        .filter(tabHandle -> !before.contains(tabHandle))
                        .findFirst()
                        .orElse(null)));
    }

    /** Closes every tab but the present one, which stays the present one. */
    public void closeOtherTabs() {
        String current = tabHandle();
        for (String tabHandle : driver.getWindowHandles()) {
            if (!tabHandle.equals(current)) {
                switchTo(tabHandle);
                closeTab();
            }
        }
        switchTo(current);
    }

    /** Reloads the page of the present tab. */
    public void reload() {
        driver.navigate().refresh();
    }

    public void switchTo(String tabHandle) {
        driver.switchTo().window(tabHandle);
    }

    public String tabHandle() {
        return driver.getWindowHandle();
    }

    public void closeTab() {
        driver.close();
    }

    /** The code in the frame on the page now; empty while there is none that can be read. */
    public Optional<FrameCode> frameCode() {
        if (!(run(BrowserScripts.READ_FRAME_CODE) instanceof List<?> read)) {
            return Optional.empty();
        }
        byte[] luma = Base64.getDecoder().decode((String) read.get(0));
        int width = ((Number) read.get(1)).intValue();
        int height = ((Number) read.get(2)).intValue();
        int left = FrameCode.left(width);
        return FrameCode.decode((x, y) -> luma[(y - FrameCode.top()) * 256 + (x - left)] & 0xFF, width, height);
    }

    /** Waits for a frame whose code fits. */
    public FrameCode awaitFrameCode(String what, Predicate<FrameCode> fits) {
        return await(what, () -> frameCode().filter(fits).orElse(null));
    }

    public FrameCode awaitPicture() {
        return awaitFrameCode("a picture", frameCode -> true);
    }

    /** Statistics of the present tab's newest peer connection. */
    @SuppressWarnings("unchecked")
    public Map<String, Object> stats() {
        Object read = driver.executeAsyncScript(BrowserScripts.READ_STATS);
        return read == null ? Map.of() : (Map<String, Object>) read;
    }

    public long stat(String name) {
        return stats().getOrDefault(name, 0L) instanceof Number number ? number.longValue() : 0;
    }

    /** Waits until {@code data-connection} or {@code data-mode} of the root element has this value. */
    public void awaitState(String name, String value) {
        await(name + " = " + value, () -> value.equals(state(name)) ? value : null);
    }

    public String state(String name) {
        return String.valueOf(run("return document.documentElement.dataset['" + name + "']"));
    }

    /**
     * Captures the keyboard by a click on the video. Waits until the page reports that the device takes keys; keys
     * typed before its channels are open are dropped.
     */
    public void capture() {
        awaitState("hid", "ready");
        element("screen").click();
    }

    public void type(String text) {
        new Actions(driver).sendKeys(text).perform();
    }

    public Actions actions() {
        return new Actions(driver);
    }

    /** All elements with this {@code data-testid}, in order, without waiting. */
    public List<WebElement> elements(String testId) {
        return find("[data-testid='" + testId + "']");
    }

    /** All elements that match this CSS selector. */
    public List<WebElement> find(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    /**
     * The texts of all elements that match this CSS selector, as they are shown, without waiting. They are read at
     * once: a page may replace its elements at any moment, and an element that is read later may be gone.
     */
    @SuppressWarnings("unchecked")
    public List<String> texts(String selector) {
        Object read = run("return [...document.querySelectorAll(arguments[0])].map(e => e.innerText)", selector);
        return read == null ? List.of() : (List<String>) read;
    }

    public WebElement element(String testId) {
        return await(
                "element " + testId, () -> elements(testId).stream().findFirst().orElse(null));
    }

    public @Nullable Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    public @Nullable Object runAsync(String script, Object... arguments) {
        return driver.executeAsyncScript(script, arguments);
    }

    /**
     * Waits until the probe returns a value other than null. A probe that held an element which the page has replaced
     * meanwhile returned nothing, and looks again.
     */
    public <T> T await(String what, java.util.function.Supplier<@Nullable T> probe) {
        try {
            return new WebDriverWait(driver, TIMEOUT, POLL)
                    .ignoring(StaleElementReferenceException.class)
                    .until(ignored -> probe.get());
        } catch (TimeoutException e) {
            throw new AssertionError(
                    "waited for " + what + " in vain; page is " + state("connection") + "/" + state("mode") + ", peer "
                            + stats(),
                    e);
        }
    }

    /** The attributes of each cookie the browser holds for the page, as a device would set them. */
    public List<String> cookies() {
        return driver.manage().getCookies().stream()
                .map(cookie -> (cookie.isHttpOnly() ? "HttpOnly " : "")
                        + (cookie.isSecure() ? "Secure " : "")
                        + "SameSite=" + cookie.getSameSite())
                .toList();
    }

    /** What the browser reported as an error since this was last asked: of scripts, of loading, of policies. */
    public List<String> errors() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().equals(Level.SEVERE))
                .map(LogEntry::getMessage)
                .toList();
    }

    /** Takes a picture of the page into the build directory. */
    public Path screenshot(String name) throws IOException {
        Path directory = Files.createDirectories(Path.of(System.getProperty("baton.shots")));
        return Files.write(directory.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    }

    /** As {@link #screenshot(String)}, of one element alone, also where it is longer than the window. */
    public Path screenshot(String name, String selector) throws IOException {
        Path directory = Files.createDirectories(Path.of(System.getProperty("baton.shots")));
        return Files.write(
                directory.resolve(name + ".png"),
                driver.findElement(By.cssSelector(selector)).getScreenshotAs(OutputType.BYTES));
    }

    /** Limits what the present tab sends by HTTP; 0 for no limit. */
    public void limitUploads(int bytesPerSecond) {
        driver.executeCdpCommand("Network.enable", Map.of());
        driver.executeCdpCommand(
                "Network.emulateNetworkConditions",
                Map.of(
                        "offline",
                        false,
                        "latency",
                        0,
                        "downloadThroughput",
                        -1,
                        "uploadThroughput",
                        bytesPerSecond == 0 ? -1 : bytesPerSecond));
    }

    /** Emulates the reader's preference for dark or light. */
    public void emulateColorScheme(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** Calls a method of the DevTools protocol. */
    void devTools(String method, Map<String, Object> parameters) {
        driver.executeCdpCommand(method, parameters);
    }

    /** Sends this header with every request of the present tab from now on, as a proxy on the way would add it. */
    public void sendHeader(String name, String value) {
        driver.executeCdpCommand("Network.enable", Map.of());
        driver.executeCdpCommand("Network.setExtraHTTPHeaders", Map.of("headers", Map.of(name, value)));
    }

    /** Kills the browser's processes, which then close no connection. */
    public void kill() {
        process().ifPresent(Browser::killTree);
    }

    /** Stops all processes of the browser (SIGSTOP), as a suspended machine does. */
    public void suspend() throws IOException, InterruptedException {
        signal("-STOP");
    }

    /** Continues the processes (SIGCONT). */
    public void resumeProcesses() throws IOException, InterruptedException {
        signal("-CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", signal));
        process()
                .ifPresent(process -> Stream.concat(Stream.of(process), process.descendants())
                        .forEach(each -> command.add(Long.toString(each.pid()))));
        new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    private Optional<ProcessHandle> process() {
        if (!(driver.getCapabilities().getCapability("goog:processID") instanceof Number pid)) {
            throw new IllegalStateException("this chromedriver does not tell the browser's process");
        }
        return ProcessHandle.of(pid.longValue());
    }

    /** Closes every tab and the browser. */
    public void leave() {
        driver.quit();
    }

    @Override
    public void close() {
        leave();
    }

    private void prepareTab() {
        driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", BrowserScripts.RECORD));
    }

    private static void killTree(ProcessHandle process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
