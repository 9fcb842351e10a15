// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.baton.testkit.FakeHandoverStore;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;

/** One component after the other on the same data. */
final class AuthComponentTest {

    private static final String NETWORK = "192.0.2.1";

    @TempDir
    private Path data = Path.of("");

    private final FakeHandoverStore store = new FakeHandoverStore();

    @Test
    void failedLoginsOutliveAReplacement() throws Exception {
        AuthFixture.withSharedPassword(data.resolve("auth"));
        AuthComponent before = start();
        for (int i = 0; i < LoginLocks.NETWORK_FAILURES - 1; i++) {
            assertEquals(401, logIn(before, "wrong").status());
        }
        before.deactivate();
        AuthComponent after = start();
        assertEquals(401, logIn(after, "wrong").status());
        assertEquals(429, logIn(after, AuthFixture.PASSWORD).status());
        after.deactivate();
        AuthComponent third = start();
        assertEquals(429, logIn(third, AuthFixture.PASSWORD).status());
        third.deactivate();
    }

    private AuthComponent start() throws Exception {
        AuthComponent component = new AuthComponent(context(), config());
        component.bindHandoverStore(store);
        return component;
    }

    private static Reply logIn(AuthComponent component, String password) {
        return component
                .endpoints()
                .answer("POST", "/auth/login-local", AuthFixture.caller(NETWORK, ""), Map.of("password", password));
    }

    private BundleContext context() {
        return (BundleContext) Proxy.newProxyInstance(
                BundleContext.class.getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (proxy, method, arguments) -> arguments[0].equals("baton.data") ? data.toString() : null);
    }

    private static AuthConfig config() {
        return (AuthConfig) Proxy.newProxyInstance(
                AuthConfig.class.getClassLoader(),
                new Class<?>[] {AuthConfig.class},
                (proxy, method, arguments) -> method.getDefaultValue());
    }
}
