// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.baton.session.Setting;
import io.baton.session.Settings;
import io.baton.testkit.RecordingPeerService;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsentUpdateTest {

    private final ConsentUpdate update = new ConsentUpdate();
    private final RecordingPeerService peers = new RecordingPeerService();

    @Test
    void peerServiceIsToldOnceAndAtEachChange() {
        update.update(Settings.DEFAULTS, null);
        update.update(Settings.DEFAULTS, peers);
        update.update(Settings.DEFAULTS.with(Setting.MAX_SESSIONS, 3), peers);
        assertEquals(List.of("2000 8000"), peers.consents());
        update.update(Settings.DEFAULTS.with(Setting.LINK_LOST, 9_000), peers);
        assertEquals(List.of("2000 8000", "2000 9000"), peers.consents());
    }

    @Test
    void successorOfThePeerServiceIsTold() {
        RecordingPeerService successor = new RecordingPeerService();
        update.update(Settings.DEFAULTS, peers);
        update.update(Settings.DEFAULTS, successor);
        assertEquals(List.of("2000 8000"), successor.consents());
    }
}
