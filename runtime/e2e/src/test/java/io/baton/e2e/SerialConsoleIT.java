// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.baton.harness.Device;
import io.baton.harness.Prerequisites;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/**
 * The serial line of a target with a shell, a pseudo terminal of the kernel: Ann types into it, Bob sees the answer.
 */
final class SerialConsoleIT {

    private static final String RECORD_VIOLATIONS = """
            window.violations = [];
            document.addEventListener('securitypolicyviolation', event => violations.push(event.violatedDirective));
            """;

    @Test
    void theSessionInControlTypesAndAnObserverSeesTheAnswer() throws Exception {
        try (Target target = Target.start();
                Device device = Device.start(Map.of(
                        "io.baton.serial.tty",
                        "{\"enabled:Boolean\": true, \"devicePath\": \"%s\"}".formatted(target.port)));
                PageUser ann = PageUser.named("Ann", device.address());
                PageUser bob = PageUser.named("Bob", device.address())) {
            ann.openPage().awaitControl();
            ann.browser.run(RECORD_VIOLATIONS);
            ann.click("serial-button");
            ann.awaitText("serial-state", "is open");
            awaitOpen(ann);
            bob.openPage().awaitMode("observer");
            bob.click("serial-button");
            bob.awaitText("serial-read-only", "View only");
            awaitOpen(bob);

            type(ann, "echo $((6 * 7))" + Keys.ENTER);
            awaitShown(ann, "42");
            awaitShown(bob, "42");
            type(bob, "echo observed" + Keys.ENTER);
            ann.browser.element("serial-command").sendKeys("echo sent $((3 * 3))" + Keys.ENTER);
            awaitShown(bob, "sent 9");
            assertEquals(false, shown(bob).contains("observed"), "an observer types nothing");
            type(ann, "printf '\\033[38;2;250;250;250;48;2;0;80;0mtrue %s\\033[0m\\n' colour" + Keys.ENTER);
            awaitShown(bob, "true colour");
            ann.browser.await(
                    "the colour of 24 bits",
                    () -> coloursOf(ann, "true colour").equals("rgb(250, 250, 250) on rgb(0, 80, 0)") ? true : null);
            ann.screenshot("serial-console");
            assertEquals("", String.valueOf(ann.browser.run("return violations.join(' ')")), "policy violations");
        }
    }

    /** The terminal is there before its channel is open; what is typed meanwhile is dropped. */
    private static void awaitOpen(PageUser user) {
        user.browser.await(
                user.name + "'s open channel",
                () -> user.browser
                                .find("[data-testid=serial-view][data-open=true]")
                                .isEmpty()
                        ? null
                        : true);
    }

    private static void type(PageUser user, String text) {
        user.browser.find("[data-testid=serial-view] textarea").getFirst().sendKeys(text);
    }

    private static String shown(PageUser user) {
        return String.valueOf(
                user.browser.run("return document.querySelector('[data-testid=serial-view] .xterm-rows').textContent"));
    }

    private static String coloursOf(PageUser user, String text) {
        return String.valueOf(user.browser.run("""
                const span = [...document.querySelectorAll('[data-testid=serial-view] .xterm-rows span')]
                    .find(each => each.textContent === '%s');
                const style = span === undefined ? undefined : getComputedStyle(span);
                return style === undefined ? 'none' : `${style.color} on ${style.backgroundColor}`;
                """.formatted(text)));
    }

    private static void awaitShown(PageUser user, String text) {
        user.browser.await(user.name + " sees " + text, () -> shown(user).contains(text) ? true : null);
    }

    /** A shell behind a pseudo terminal, by {@code socat}. */
    private static final class Target implements AutoCloseable {

        private static final Pattern PORT = Pattern.compile("PTY is (/dev/pts/\\d+)");

        final String port;
        private final Process process;

        private Target(Process process, String port) {
            this.process = process;
            this.port = port;
        }

        static Target start() throws IOException {
            Prerequisites.unless(Files.isExecutable(Path.of("/usr/bin/socat")), "socat is not installed");
            Process process = new ProcessBuilder(
                            "socat", "-d", "-d", "PTY,raw,echo=0", "EXEC:sh,pty,setsid,ctty,stderr,echo=1")
                    .start();
            BufferedReader lines = process.errorReader(StandardCharsets.UTF_8);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher found = PORT.matcher(line);
                if (found.find()) {
                    return new Target(process, found.group(1));
                }
            }
            throw new AssertionError("socat ended");
        }

        @Override
        public void close() {
            process.destroy();
        }
    }
}
