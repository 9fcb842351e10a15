// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.baton.harness.Device;
import io.baton.harness.SignallingClient;
import io.baton.harness.WebConsole;
import io.baton.harness.WebSocketSignallingClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A device, its users at the page, and its settings, changed in the Web Console. */
final class DeviceFixture implements AutoCloseable {
    private static final String PID = "io.baton.session.coordinator";
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Device device = Device.startWithShell();
    private final WebConsole console = new WebConsole(device.address());
    private final Map<String, Object> settings = new LinkedHashMap<>();
    private final List<PageUser> pageUsers = new ArrayList<>();

    DeviceFixture() throws Exception {}

    /** Starts a browser for a user with this name. */
    PageUser pageUser(String name) {
        PageUser pageUser = PageUser.named(name, device.address());
        pageUsers.add(pageUser);
        return pageUser;
    }

    /**
     * Closes every tab and waits for the end of every session: a session in grace still owns its nickname, and a user
     * that joins meanwhile would get another one.
     */
    void clear() throws IOException, InterruptedException {
        pageUsers.forEach(PageUser::leave);
        device.awaitNoSessions();
    }

    /**
     * Changes a setting; the others keep their values. The console answers before the setting is in force: a deadline
     * is met whenever that is, and of the others this waits until the device tells them.
     */
    void set(String name, Object value) throws IOException, InterruptedException {
        settings.put(name, value);
        assertEquals(302, console.configure(PID, settings));
        if (value instanceof Boolean wanted) {
            while (told(name) != wanted) {
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }

    private boolean told(String setting) throws InterruptedException {
        try (WebSocketSignallingClient socket =
                new WebSocketSignallingClient(SignallingClient.browser(), device.address())) {
            JsonNode admission = socket.metadata().path("sessionSettings");
            assertTrue(admission.has(setting), admission::toString);
            return admission.path(setting).asBoolean();
        }
    }

    /** Asserts that no key is down on the target, and closes. */
    void closeWithNoKeyDown() throws IOException, InterruptedException {
        try (this) {
            assertEquals(Set.of(), KeyEdges.stillDown(device.keyLog()));
        }
    }

    Device device() {
        return device;
    }

    @Override
    public void close() {
        pageUsers.reversed().forEach(PageUser::close);
        device.close();
    }
}
