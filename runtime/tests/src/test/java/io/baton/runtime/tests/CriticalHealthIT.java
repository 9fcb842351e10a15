// SPDX-License-Identifier: Apache-2.0
package io.baton.runtime.tests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.baton.nickname.NicknamePolicy;
import io.baton.session.Login;
import io.baton.session.Role;
import io.baton.upgrade.UpgradeService;
import io.baton.upgrade.UpgradeState;
import io.baton.upgrade.UpgradeStatus;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

/**
 * A signed upgrade after whose swap a health check is critical is rolled back within its probation, with what the check
 * found as the reason. The media side and a held key do not notice.
 */
public class CriticalHealthIT extends WatchedAppliance {
    private static final int KEY_A = 0x04;
    private static final String NICKNAMES = "io.baton.nickname.unicode";
    private static final String FOUND = "the new version mixes up names";
    private static final Login ADMIN = Login.unauthenticated(Role.ADMIN);

    /** Long enough that only the roll back can end it within the time that the test waits. */
    @Override
    protected Map<String, String> configs() {
        return Map.of("io.baton.upgrade.signed", "{ \"probationSeconds:Integer\": 600 }");
    }

    @Test
    public void criticalFelixCheckRollsTheUpgradeBack() throws Exception {
        String bad = SignedUpgrade.next(bundle(NICKNAMES), 1);
        HealthCheck check = () -> runs(bad)
                ? new Result(Result.Status.CRITICAL, FOUND)
                : new Result(Result.Status.OK, "no other version runs");
        Dictionary<String, Object> properties = FrameworkUtil.asDictionary(
                Map.of(HealthCheck.NAME, "nicknames", HealthCheck.TAGS, new String[] {"baton", NICKNAMES}));
        ServiceRegistration<HealthCheck> registered = context.registerService(HealthCheck.class, check, properties);
        try {
            rolledBack(bad, 1, "nicknames: " + FOUND);
        } finally {
            registered.unregister();
        }
    }

    @Test
    public void complaintOfAReporterRollsTheUpgradeBack() throws Exception {
        String bad = SignedUpgrade.next(bundle(NICKNAMES), 2);
        Supplier<String> reporter = () -> runs(bad) ? FOUND : "";
        ServiceRegistration<?> registered = context.registerService(
                Supplier.class, reporter, FrameworkUtil.asDictionary(Map.of("baton.role", "health")));
        try {
            rolledBack(bad, 2, FOUND);
        } finally {
            registered.unregister();
        }
    }

    private void rolledBack(String bad, long counter, String detail) throws Exception {
        KeyPair key = SignedUpgrade.keys();
        Path keys = Files.createDirectories(Path.of(context.getProperty("baton.data"), "upgrade", "keys"));
        Files.writeString(keys.resolve("test.pub"), SignedUpgrade.pem(key));
        awaitThat("no key is down", this::noKeyIsDown);
        Baseline before = baseline();
        hold(before, KEY_A);
        String installed = active(NICKNAMES).getVersion().toString();
        byte[] file = SignedUpgrade.of(bundle(NICKNAMES), bad, counter, Map.of(), key);
        UpgradeService upgrades = await(UpgradeService.class);
        assertTrue(
                upgrades.install(new ByteArrayInputStream(file), ADMIN).state().isRunning());
        awaitThat("the upgrade has ended", () -> !upgrades.status().state().isRunning());

        UpgradeStatus end = upgrades.status();
        assertEquals(end.detail(), UpgradeState.ROLLED_BACK, end.state());
        assertEquals("unhealthy", end.reason());
        assertTrue(end.detail(), end.detail().contains(detail));
        assertEquals(installed, active(NICKNAMES).getVersion().toString());
        await(NicknamePolicy.class);
        assertUndisturbed(before);
        viewer().run("release " + KEY_A);
        awaitThat("the key is up", this::noKeyIsDown);
    }

    private boolean runs(String version) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> NICKNAMES.equals(bundle.getSymbolicName()) && bundle.getState() == Bundle.ACTIVE)
                .anyMatch(bundle -> version.equals(bundle.getVersion().toString()));
    }
}
