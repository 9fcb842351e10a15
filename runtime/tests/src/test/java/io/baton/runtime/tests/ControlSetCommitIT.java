// SPDX-License-Identifier: Apache-2.0
package io.baton.runtime.tests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.Test;
import org.osgi.framework.wiring.BundleWiring;

/**
 * An upgrade of {@code api.control} with all control bundles, handover store and upgrade service among them, that
 * becomes permanent; then the last good set again.
 */
public class ControlSetCommitIT extends ControlSetFixture {

    @Override
    protected Map<String, String> configs() {
        return Map.of(UPGRADE, "{ \"probationSeconds:Integer\": 5 }");
    }

    @Test
    public void setBecomesPermanentAndTheLastGoodOneIsRestored() throws Exception {
        Map<String, BundleWiring> media = mediaBundles();
        List<String> sessions = roster();
        String first = active(API).getVersion().toString();
        String version = SignedUpgrade.next(active(API), 1);
        List<String> names = new ArrayList<>(WITH_STATE);
        names.add(STORE);
        names.add(UPGRADE);
        Baseline before = baseline();
        Map<String, WeakReference<ClassLoader>> old = controlLoaders();
        holdUntilReleased(before);
        String answer = install(signed(set(names), version, 1));
        assertTrue(answer, answer.startsWith("202 "));
        awaitUpgrade("committed");
        for (String name : names) {
            assertEquals(name, version, active(name).getVersion().toString());
        }
        assertEquals(sessions, roster());
        releaseHeld(before);
        type(KEY_B);
        assertUndisturbed(before);
        assertCollected(old);

        Map<String, WeakReference<ClassLoader>> replaced = controlLoaders();
        String restoring = requestRollBack();
        assertTrue(restoring, restoring.startsWith("202 "));
        awaitThat("the second attempt is shown", () -> upgrade().contains("\"id\":\"2\""));
        awaitUpgrade("committed");
        assertEquals(first, active(API).getVersion().toString());
        assertEquals(sessions, roster());
        type(KEY_B);
        assertUndisturbed(before);
        assertEquals(media, mediaBundles());
        assertCollected(replaced);
    }
}
