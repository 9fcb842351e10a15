// SPDX-License-Identifier: Apache-2.0
package io.baton.runtime.tests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;
import org.osgi.framework.wiring.BundleWiring;

/**
 * An upgrade of {@code api.control} with all control bundles that is rolled back, while a viewer holds a key: the media
 * side is undisturbed, sessions and modes stay, and the key goes down once and up once.
 */
public class ControlSetIT extends ControlSetFixture {

    @Override
    protected Map<String, String> configs() {
        return Map.of(UPGRADE, "{ \"probationSeconds:Integer\": 600 }");
    }

    @Test
    public void setIsRolledBackInItsProbation() throws Exception {
        Map<String, BundleWiring> media = mediaBundles();
        List<String> sessions = roster();
        Bundle api = active(API);
        Version nicknames = active(NICKNAMES).getVersion();
        String version = SignedUpgrade.next(api, 1);
        Baseline before = baseline();
        holdUntilReleased(before);
        String answer = install(signed(set(WITH_STATE), version, 1));
        assertTrue(answer, answer.startsWith("202 "));
        awaitUpgrade("probation");
        assertEquals(version, active(API).getVersion().toString());
        assertEquals("replaced by itself", nicknames, active(NICKNAMES).getVersion());
        assertEquals(sessions, roster());
        assertUndisturbed(before);
        releaseHeld(before);
        type(KEY_B);
        Map<String, WeakReference<ClassLoader>> tried = controlLoaders();
        requestRollBack();
        awaitUpgrade("rolled_back");
        assertEquals(api, active(API));
        assertEquals(sessions, roster());
        type(KEY_B);
        assertUndisturbed(before);
        assertEquals(media, mediaBundles());
        assertCollected(tried);
    }

    @Test
    public void setWithABundleThatDoesNotStartIsPutBack() throws Exception {
        Map<Bundle, Map<String, String>> set = set(WITH_STATE);
        set.put(active(NICKNAMES), Map.of("Bundle-Activator", "no.such.Activator"));
        putBack(set, 2);
    }

    /** All other bundles of the set run when the one that is to go on does not. */
    @Test
    public void setWhoseUpgradeServiceDoesNotStartIsPutBack() throws Exception {
        Map<Bundle, Map<String, String>> set = set(WITH_STATE);
        set.put(active(UPGRADE), Map.of("Bundle-Activator", "no.such.Activator"));
        putBack(set, 3);
    }

    private void putBack(Map<Bundle, Map<String, String>> set, int counter) throws Exception {
        Map<String, BundleWiring> media = mediaBundles();
        List<String> sessions = roster();
        Bundle api = active(API);
        Baseline before = baseline();
        holdUntilReleased(before);
        String answer = install(signed(set, SignedUpgrade.next(api, counter), counter));
        assertTrue(answer, answer.startsWith("202 "));
        awaitUpgrade("rolled_back");
        assertEquals("start_failed", PionViewer.text(upgrade(), "reason"));
        assertEquals(api, active(API));
        assertEquals(sessions, roster());
        releaseHeld(before);
        type(KEY_B);
        assertUndisturbed(before);
        assertEquals(media, mediaBundles());
    }

    @Test
    public void setThatDoesNotResolveIsRefused() throws Exception {
        Baseline before = baseline();
        Map<Bundle, Map<String, String>> set = set(List.of());
        set.put(active(NICKNAMES), Map.of("Import-Package", "io.baton.nickname,no.such.api"));
        String answer = install(signed(set, SignedUpgrade.next(active(API), 4), 4));
        assertTrue(answer, answer.startsWith("409 "));
        assertTrue(answer, answer.contains("\"unresolved\""));
        assertUndisturbed(before);
    }
}
