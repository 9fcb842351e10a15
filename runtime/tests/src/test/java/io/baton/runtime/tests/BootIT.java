// SPDX-License-Identifier: Apache-2.0
package io.baton.runtime.tests;

import static org.junit.Assert.assertEquals;

import java.util.List;
import org.junit.Test;
import org.osgi.framework.Bundle;

/** The resolved appliance starts as a whole. */
public class BootIT extends ShippedAppliance {
    @Test
    public void everyBundleRuns() {
        List<String> idle = running().stream()
                .filter(bundle -> bundle.getState() != Bundle.ACTIVE)
                .map(Bundle::getSymbolicName)
                .toList();
        assertEquals(List.of(), idle);
    }

    @Test
    public void thePageIsServed() throws InterruptedException {
        awaitStatus(200, "/");
    }
}
