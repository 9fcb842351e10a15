// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.hid.HidOutput;
import io.baton.hid.KeysDown;
import io.baton.peer.PeerId;
import io.baton.peer.PeerService;
import io.baton.rpc.InputStateEvent;
import io.baton.rpc.RpcEvents;
import io.baton.session.Roster;
import io.baton.session.Session;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers the handshake and tells everybody admitted what is down and what the LEDs show: in binary on {@code hidrpc}
 * to whoever shook hands, by JSON-RPC to the others.
 *
 * <p>Threading. On the lane only.
 */
final class StateBroadcaster {

    static final String CHANNEL = "hidrpc";

    private final Services around;
    private final LastRoster roster;
    private final PeerStates visitors;
    private @Nullable KeysDown keys;
    private int leds = -1;

    StateBroadcaster(Services around, LastRoster roster, PeerStates visitors) {
        this.around = around;
        this.roster = roster;
        this.visitors = visitors;
    }

    /** Answered to everybody admitted, each time; the first time what is down and the LEDs follow. */
    void handshake(PeerId peer) {
        Roster present = roster.get();
        PeerService peers = around.peers().get();
        if (present == null
                || peers == null
                || !present.byLink(peer).map(Session::admitted).orElse(false)) {
            return;
        }
        boolean first = !visitors.hasShakenHands(peer);
        if (peers.sendBinary(peer, CHANNEL, HidRpcCodec.handshake()) && first) {
            visitors.shookHands(peer);
            peers.sendBinary(peer, CHANNEL, HidRpcCodec.ledState(leds()));
            peers.sendBinary(peer, CHANNEL, HidRpcCodec.keysDownState(keys()));
        }
    }

    void keysChanged(KeysDown now) {
        if (!now.equals(keys)) {
            keys = now;
            tell(HidRpcCodec.keysDownState(now), new InputStateEvent.Keys(now));
        }
    }

    void ledsChanged(int now) {
        if (now != leds) {
            leds = now;
            tell(HidRpcCodec.ledState(now), new InputStateEvent.Leds(now));
        }
    }

    void macro(boolean running) {
        tell(HidRpcCodec.macroState(running), new InputStateEvent.Macro(running));
    }

    /** What is down, as the HID output says or last said. */
    KeysDown keys() {
        HidOutput hid = around.hid().get();
        KeysDown last = keys;
        return hid != null ? hid.keysDown() : last != null ? last : KeysDown.NONE;
    }

    /** The LEDs, as the HID output says or last said. */
    int leds() {
        HidOutput hid = around.hid().get();
        return hid != null ? hid.leds() : Math.max(0, leds);
    }

    static Map<String, Object> keysJson(KeysDown keys) {
        return Map.of(
                "modifier",
                (long) keys.modifiers(),
                "keys",
                List.of(
                        (long) keys.key(0),
                        (long) keys.key(1),
                        (long) keys.key(2),
                        (long) keys.key(3),
                        (long) keys.key(4),
                        (long) keys.key(5)));
    }

    static Map<String, Object> ledsJson(int leds) {
        return Map.of(
                "num_lock", (leds & 0x01) != 0,
                "caps_lock", (leds & 0x02) != 0,
                "scroll_lock", (leds & 0x04) != 0,
                "compose", (leds & 0x08) != 0,
                "kana", (leds & 0x10) != 0,
                "shift", (leds & 0x40) != 0);
    }

    private void tell(byte[] binary, InputStateEvent event) {
        Roster present = roster.get();
        if (present == null) {
            return;
        }
        PeerService peers = around.peers().get();
        RpcEvents events = around.events().get();
        for (Session session : present.sessions()) {
            PeerId link = session.link();
            if (link == null || !session.admitted()) {
                continue;
            }
            if (visitors.hasShakenHands(link)) {
                if (peers != null) {
                    peers.sendBinary(link, CHANNEL, binary);
                }
            } else if (events != null) {
                events.send(link, event);
            }
        }
    }
}
