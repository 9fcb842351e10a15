// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import io.baton.peer.PeerService;
import io.baton.session.Setting;
import io.baton.session.Settings;
import java.lang.ref.WeakReference;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Gives the peer service {@code consentCheckMillis} and {@code linkLostMillis}: at start, at each change of them, and
 * after a replacement of the service. Called after every batch of commands.
 *
 * <p>Threading. The coordinator's thread.
 */
final class ConsentUpdate {

    private WeakReference<PeerService> told = new WeakReference<>(null);
    private Duration check = Duration.ZERO;
    private Duration lost = Duration.ZERO;

    void update(Settings settings, @Nullable PeerService peers) {
        Duration newCheck = settings.time(Setting.CONSENT_CHECK);
        Duration newLost = settings.time(Setting.LINK_LOST);
        if (peers == null || (told.refersTo(peers) && newCheck.equals(check) && newLost.equals(lost))) {
            return;
        }
        peers.setConsent(newCheck, newLost);
        told = new WeakReference<>(peers);
        check = newCheck;
        lost = newLost;
    }
}
