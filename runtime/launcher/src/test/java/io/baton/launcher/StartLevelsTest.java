// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class StartLevelsTest {

    /** A stop goes through the levels downwards. */
    @Test
    void inputStopsBeforeSignallingAndSignallingBeforeItsPortsAndLinks() {
        int signalling = StartLevels.of("io.baton.signalling.websocket");
        assertTrue(StartLevels.of("io.baton.hid.usb") > signalling);
        assertEquals(StartLevels.of("io.baton.hid.usb"), StartLevels.of("io.baton.input.hidrpc"));
        assertTrue(signalling > StartLevels.of("io.baton.tls.jetty"));
        assertTrue(signalling > StartLevels.of("org.apache.felix.http.jetty12"));
        assertTrue(signalling > StartLevels.of("io.baton.peer.webrtc"));
        assertEquals(StartLevels.LAST, StartLevels.of("io.baton.hid.usb"));
    }

    @Test
    void eachLevelHasANameOfItsOwn() {
        assertEquals("control", StartLevels.name(StartLevels.CONTROL));
        assertEquals("signalling", StartLevels.name(StartLevels.SIGNALLING));
        assertEquals("input", StartLevels.name(StartLevels.INPUT));
    }
}
