// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.hid.KeysDown;
import io.baton.peer.PeerId;
import io.baton.rpc.InputStateEvent;
import io.baton.rpc.RpcEvents;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The behaviour every {@link RpcEvents} has, fakes included. */
public abstract class RpcEventsContract {

    private static final InputStateEvent LEDS = new InputStateEvent.Leds(0x45);
    private static final InputStateEvent KEYS = new InputStateEvent.Keys(new KeysDown(2, 0x0504));
    private static final InputStateEvent MACRO = new InputStateEvent.Macro(true);

    protected abstract RpcEvents events();

    /** Makes a peer whose channel is not open yet. */
    protected abstract PeerId addPeer();

    /** Opens the peer's channel. */
    protected abstract void open(PeerId peer);

    /** Makes the buffer of the peer's channel full, or not any more. */
    protected abstract void setFull(PeerId peer, boolean full);

    /** Ends the peer. */
    protected abstract void end(PeerId peer);

    /** Lets the provider's own thread do all it has to do, retries included. */
    protected abstract void runSender();

    /** Returns the events of this kind that reached the peer's channel, in order. */
    protected abstract List<InputStateEvent> received(PeerId peer);

    private PeerId openPeer() {
        PeerId peer = addPeer();
        open(peer);
        runSender();
        return peer;
    }

    @Test
    void eventsOfOnePeerArriveInTheOrderOfTheCalls() {
        PeerId peer = openPeer();
        events().send(peer, LEDS);
        events().send(peer, KEYS);
        events().send(peer, MACRO);
        events().send(peer, LEDS);
        runSender();
        assertEquals(List.of(LEDS, KEYS, MACRO, LEDS), received(peer));
    }

    @Test
    void eventReachesItsPeerOnly() {
        PeerId peer = openPeer();
        PeerId other = openPeer();
        events().send(peer, KEYS);
        runSender();
        assertEquals(List.of(KEYS), received(peer));
        assertEquals(List.of(), received(other));
    }

    @Test
    void callerSendsNothingItself() {
        PeerId peer = openPeer();
        events().send(peer, LEDS);
        assertEquals(List.of(), received(peer));
        runSender();
        assertEquals(List.of(LEDS), received(peer));
    }

    @Test
    void queuedEventIsHandedOverWhenItReachesTheChannel() {
        PeerId peer = openPeer();
        assertTrue(events().isHandedOver(peer), "nothing was queued");
        events().send(peer, LEDS);
        assertFalse(events().isHandedOver(peer));
        runSender();
        assertTrue(events().isHandedOver(peer));
    }

    @Test
    void fullBufferDelaysEventsAndKeepsTheirOrder() {
        PeerId peer = openPeer();
        setFull(peer, true);
        events().send(peer, LEDS);
        runSender();
        events().send(peer, KEYS);
        runSender();
        assertFalse(events().isHandedOver(peer));
        assertEquals(List.of(), received(peer));
        setFull(peer, false);
        runSender();
        assertTrue(events().isHandedOver(peer));
        assertEquals(List.of(LEDS, KEYS), received(peer));
    }

    @Test
    void eventBeforeTheChannelIsOpenWaits() {
        PeerId peer = addPeer();
        events().send(peer, LEDS);
        runSender();
        assertTrue(events().isHandedOver(peer), "the channel may never open");
        open(peer);
        runSender();
        assertEquals(List.of(LEDS), received(peer));
    }

    @Test
    void eventsOfAnEndedPeerCountAsHandedOver() {
        PeerId peer = openPeer();
        setFull(peer, true);
        events().send(peer, LEDS);
        runSender();
        end(peer);
        runSender();
        assertTrue(events().isHandedOver(peer));
    }

    @Test
    void eventForAnUnknownPeerIsDropped() {
        PeerId peer = openPeer();
        PeerId unknown = new PeerId(peer.number() + 1_000);
        events().send(unknown, LEDS);
        events().send(peer, KEYS);
        runSender();
        assertTrue(events().isHandedOver(unknown));
        assertEquals(List.of(KEYS), received(peer));
    }
}
