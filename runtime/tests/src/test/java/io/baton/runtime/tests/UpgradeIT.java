// SPDX-License-Identifier: Apache-2.0
package io.baton.runtime.tests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.baton.nickname.NicknamePolicy;
import io.baton.session.Login;
import io.baton.session.Role;
import io.baton.upgrade.UpgradeException;
import io.baton.upgrade.UpgradeRefusal;
import io.baton.upgrade.UpgradeService;
import io.baton.upgrade.UpgradeState;
import io.baton.upgrade.UpgradeStatus;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Map;
import org.junit.Test;
import org.osgi.framework.Bundle;

/**
 * Upgrades one bundle by signed files while a viewer holds a key: a good one becomes permanent, one by a foreign key
 * changes nothing, one that does not start is rolled back. After each the media side is undisturbed.
 */
public class UpgradeIT extends WatchedAppliance {
    private static final int KEY_A = 0x04;
    private static final String NICKNAMES = "io.baton.nickname.unicode";
    private static final Login ADMIN = Login.unauthenticated(Role.ADMIN);

    @Override
    protected Map<String, String> configs() {
        return Map.of("io.baton.upgrade.signed", "{ \"probationSeconds:Integer\": 5 }");
    }

    @Test
    public void goodUpgradeBecomesPermanentWhileAKeyIsHeld() throws Exception {
        KeyPair key = SignedUpgrade.keys();
        pin(key);
        Baseline before = held();
        String version = SignedUpgrade.next(bundle(NICKNAMES), 1);
        UpgradeStatus end = install(SignedUpgrade.of(bundle(NICKNAMES), version, 1, Map.of(), key));
        assertEquals(end.detail(), UpgradeState.COMMITTED, end.state());
        assertEquals(version, bundle(NICKNAMES).getVersion().toString());
        await(NicknamePolicy.class);
        assertUndisturbed(before);
        release();
    }

    @Test
    public void upgradeByAForeignKeyChangesNothing() throws Exception {
        pin(SignedUpgrade.keys());
        Baseline before = baseline();
        Bundle nicknames = bundle(NICKNAMES);
        String installed = nicknames.getVersion().toString();
        long modified = nicknames.getLastModified();
        byte[] foreign =
                SignedUpgrade.of(nicknames, SignedUpgrade.next(nicknames, 5), 5, Map.of(), SignedUpgrade.keys());
        UpgradeException refused = assertThrows(
                UpgradeException.class,
                () -> await(UpgradeService.class).install(new ByteArrayInputStream(foreign), ADMIN));
        assertEquals(UpgradeRefusal.UNKNOWN_KEY, refused.reason());
        assertEquals(installed, bundle(NICKNAMES).getVersion().toString());
        assertEquals("not touched", modified, bundle(NICKNAMES).getLastModified());
        assertUndisturbed(before);
    }

    @Test
    public void upgradeThatDoesNotStartIsRolledBack() throws Exception {
        KeyPair key = SignedUpgrade.keys();
        pin(key);
        Baseline before = held();
        String installed = bundle(NICKNAMES).getVersion().toString();
        Map<String, String> broken = Map.of("Bundle-Activator", "no.such.Activator");
        UpgradeStatus end =
                install(SignedUpgrade.of(bundle(NICKNAMES), SignedUpgrade.next(bundle(NICKNAMES), 9), 9, broken, key));
        assertEquals(end.detail(), UpgradeState.ROLLED_BACK, end.state());
        assertEquals(end.detail(), "start_failed", end.reason());
        assertEquals(installed, bundle(NICKNAMES).getVersion().toString());
        await(NicknamePolicy.class);
        assertUndisturbed(before);
        release();
    }

    private Baseline held() throws InterruptedException {
        awaitThat("no key is down", this::noKeyIsDown);
        Baseline before = baseline();
        hold(before, KEY_A);
        return before;
    }

    private void release() {
        viewer().run("release " + KEY_A);
        awaitThat("the key is up", this::noKeyIsDown);
    }

    private void pin(KeyPair key) throws Exception {
        Path keys = Files.createDirectories(Path.of(context.getProperty("baton.data"), "upgrade", "keys"));
        Files.writeString(keys.resolve("test.pub"), SignedUpgrade.pem(key));
    }

    private UpgradeStatus install(byte[] file) throws Exception {
        UpgradeService upgrades = await(UpgradeService.class);
        assertTrue(
                upgrades.install(new ByteArrayInputStream(file), ADMIN).state().isRunning());
        awaitThat("the upgrade has ended", () -> !upgrades.status().state().isRunning());
        return upgrades.status();
    }
}
