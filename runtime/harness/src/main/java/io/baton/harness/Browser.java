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
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.TimeoutException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A person at a browser: a real headless Chromium with one or more tabs on a device's page. */
public final class Browser implements AutoCloseable {
    static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(50);

    /** Lets tests ask the page's peer connections for statistics, whatever the page is built with. */
    private static final String RECORD_PEERS = """
            (() => {
              const Original = window.RTCPeerConnection;
              window.testPeers = [];
              window.RTCPeerConnection = class extends Original {
                constructor(...args) {
                  super(...args);
                  this.createdAtMillis = performance.now();
                  window.testPeers.push(this);
                }
                async setLocalDescription(...args) {
                  this.offeredAtMillis ??= performance.now();
                  return super.setLocalDescription(...args);
                }
              };
            })();
            """;

    /** Luma of the code's part of the frame, base64, or null while there is no picture. */
    private static final String READ_FRAME_CODE = """
            const video = document.querySelector('video');
            if (!video || video.readyState < 2 || !video.videoWidth) return null;
            const left = Math.floor(video.videoWidth / 16) * 16 - 288;
            const canvas = document.createElement('canvas');
            canvas.width = 256;
            canvas.height = 224;
            const context = canvas.getContext('2d', {willReadFrequently: true});
            context.drawImage(video, left, 64, 256, 224, 0, 0, 256, 224);
            const rgba = context.getImageData(0, 0, 256, 224).data;
            let text = '';
            for (let i = 1; i < rgba.length; i += 4) text += String.fromCharCode(rgba[i]);
            return [btoa(text), video.videoWidth, video.videoHeight];
            """;

    private static final String READ_STATS = """
            const done = arguments[arguments.length - 1];
            const peer = window.testPeers?.at(-1);
            if (!peer) { done(null); return; }
            peer.getStats().then(stats => {
              let inbound = {}, candidate = {};
              stats.forEach(s => {
                if (s.type === 'inbound-rtp' && s.kind === 'video') inbound = s;
                if (s.type === 'candidate-pair' && s.nominated) candidate = s;
              });
              done({
                state: peer.connectionState,
                framesDecoded: inbound.framesDecoded ?? 0,
                keyFramesDecoded: inbound.keyFramesDecoded ?? 0,
                framesDropped: inbound.framesDropped ?? 0,
                packetsLost: inbound.packetsLost ?? 0,
                packetsReceived: inbound.packetsReceived ?? 0,
                retransmitted: inbound.retransmittedPacketsReceived ?? 0,
                pliCount: inbound.pliCount ?? 0,
                nackCount: inbound.nackCount ?? 0,
                freezeCount: inbound.freezeCount ?? 0,
                roundTrip: candidate.currentRoundTripTime ?? -1
              });
            });
            """;

    /** Selenium warns at each start that it has no bindings for this very version; we use none of them. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    public static Browser open() {
        return open(program("chromium", "/usr/bin/chromium", "/usr/bin/chromium-browser"));
    }

    /**
     * As {@link #open()}, with another program in the browser's place that runs it, such as one that puts it elsewhere.
     */
    public static Browser open(String binary, String... extraArguments) {
        SELENIUM.setLevel(Level.SEVERE);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(binary);
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--disable-background-timer-throttling",
                "--disable-renderer-backgrounding",
                "--disable-backgrounding-occluded-windows",
                "--autoplay-policy=no-user-gesture-required",
                "--window-size=1440,900");
        options.addArguments(extraArguments);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(new java.io.File(
                        program("chromedriver", "/usr/bin/chromedriver", "/usr/lib/chromium/chromedriver")))
                .usingAnyFreePort()
                .build();
        Browser browser = new Browser(new ChromeDriver(service, options));
        browser.prepareTab();
        return browser;
    }

    /** Opens the page in the present tab. */
    public Browser visit(URI address) {
        driver.get(address.toString());
        return this;
    }

    /** Opens the page in a new tab, which becomes the present one; returns its handle for {@link #turnTo}. */
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
        turnTo(await(
                "the copy",
                () -> driver.getWindowHandles().stream()
                        .filter(tab -> !before.contains(tab))
                        .findFirst()
                        .orElse(null)));
    }

    /** Closes every tab but the present one, which stays the present one. */
    public void closeOtherTabs() {
        String stays = tab();
        for (String tab : driver.getWindowHandles()) {
            if (!tab.equals(stays)) {
                turnTo(tab);
                closeTab();
            }
        }
        turnTo(stays);
    }

    /** Loads the page of the present tab anew. */
    public void reload() {
        driver.navigate().refresh();
    }

    public void turnTo(String tab) {
        driver.switchTo().window(tab);
    }

    public String tab() {
        return driver.getWindowHandle();
    }

    public void closeTab() {
        driver.close();
    }

    /** The code in the frame on the page now; empty while there is none that can be read. */
    public Optional<FrameCode> frameCode() {
        if (!(run(READ_FRAME_CODE) instanceof List<?> read)) {
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

    /** What the present tab's newest peer connection says of itself. */
    @SuppressWarnings("unchecked")
    public Map<String, Object> stats() {
        Object read = driver.executeAsyncScript(READ_STATS);
        return read == null ? Map.of() : (Map<String, Object>) read;
    }

    public long stat(String name) {
        return stats().getOrDefault(name, 0L) instanceof Number number ? number.longValue() : 0;
    }

    /** Waits until the page says so of itself: {@code data-connection} or {@code data-mode} of the root element. */
    public void awaitState(String name, String value) {
        await(name + " = " + value, () -> value.equals(state(name)) ? value : null);
    }

    public String state(String name) {
        return String.valueOf(run("return document.documentElement.dataset['" + name + "']"));
    }

    /**
     * Puts the keyboard into the picture, as a person does: a click on it. Waits until the page says that the device
     * takes keys; what is typed before its channels are open goes nowhere.
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

    /** Every part of the page with this id for tests, in order; none is waited for. */
    public List<WebElement> elements(String testId) {
        return find("[data-testid='" + testId + "']");
    }

    /** Every part of the page that this CSS selector finds. */
    public List<WebElement> find(String selector) {
        return driver.findElements(By.cssSelector(selector));
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

    /** Waits for something that is not null. */
    public <T> T await(String what, java.util.function.Supplier<@Nullable T> probe) {
        try {
            return new WebDriverWait(driver, TIMEOUT, POLL).until(ignored -> probe.get());
        } catch (TimeoutException e) {
            throw new AssertionError(
                    "waited for " + what + " in vain; page is " + state("connection") + "/" + state("mode") + ", peer "
                            + stats(),
                    e);
        }
    }

    /** Takes a picture of the page into the build directory. */
    public Path screenshot(String name) throws IOException {
        Path directory = Files.createDirectories(Path.of(System.getProperty("baton.shots")));
        return Files.write(directory.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    }

    /** Emulates the reader's preference for dark or light. */
    public void prefer(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** Ends the browser's processes without letting them say goodbye. */
    public void kill() {
        process().ifPresent(Browser::killTree);
    }

    /** The machine falls asleep: nothing in the browser goes on, and nobody is told. */
    public void freeze() throws IOException, InterruptedException {
        signal("-STOP");
    }

    /** The machine wakes up again. */
    public void thaw() throws IOException, InterruptedException {
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
        driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", RECORD_PEERS));
    }

    private static void killTree(ProcessHandle process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static String program(String name, String... places) {
        for (String place : places) {
            if (Files.isExecutable(Path.of(place))) {
                return place;
            }
        }
        throw new IllegalStateException(name + " is not installed; ./baton test installs it where it may");
    }
}
