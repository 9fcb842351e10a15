// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.hid.HidOutput;
import io.baton.hid.KeysDown;
import io.baton.peer.PeerId;
import io.baton.peer.PeerService;
import io.baton.rpc.InputStateEvent;
import io.baton.rpc.MacroEnd;
import io.baton.rpc.RpcEvents;
import io.baton.session.Roster;
import io.baton.session.Session;
import io.baton.session.Setting;
import io.baton.shared.threads.DaemonThreads;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the keys that are down, the LEDs and the macro state to every admitted peer, and answers the HID-RPC handshake:
 * in binary on {@code hidrpc} after the handshake, as JSON-RPC events before it. Only the latest state is sent: a peer
 * receives the difference to what it received last, and a value that changed twice meanwhile is sent once. A peer whose
 * channel refuses a message is tried again after {@value #RETRY_MILLIS} ms.
 *
 * <p>Threading. Peers are called on {@code baton-input-state} only, so that a slow send delays neither the HID writer
 * nor input. The methods that record a change may be called from any thread and do not block.
 */
final class StateBroadcaster implements MacroPlayer.Listener {

    static final String CHANNEL = "hidrpc";
    static final int RETRY_MILLIS = 100;
    private static final int STOP_MILLIS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(HidRpcInput.LOGGER);

    /** The start or end of a macro; {@code change} counts them. */
    private record MacroState(boolean running, long change) {}

    /** What a peer received last. */
    private static final class Received {
        /** Null when unknown. */
        @Nullable
        KeysDown keys;
        /** -1 when unknown. */
        int leds;

        long macroChange;

        Received(@Nullable KeysDown keys, int leds, long macroChange) {
            this.keys = keys;
            this.leds = leds;
            this.macroChange = macroChange;
        }
    }

    private final Services services;
    private final LastRoster roster;
    private final PeerStates peerStates;
    private final DaemonThreads threads;
    private final Thread thread;
    private final Set<PeerId> handshakes = ConcurrentHashMap.newKeySet();
    private final Map<PeerId, Received> received = new HashMap<>();
    /** Why the last macro of a peer ended, until it is told. */
    private final Map<PeerId, MacroEnd> macroEnds = new ConcurrentHashMap<>();

    private volatile KeysDown lastKeys = KeysDown.NONE;
    private volatile int lastLeds;
    private volatile MacroState macro = new MacroState(false, 0);
    private volatile boolean signalled;
    private volatile boolean stopped;
    private boolean started;
    private boolean failing;

    StateBroadcaster(Services services, LastRoster roster, PeerStates peerStates, DaemonThreads threads) {
        this.services = services;
        this.roster = roster;
        this.peerStates = peerStates;
        this.threads = threads;
        thread = threads.unstarted("baton-input-state", this::run);
    }

    void start() {
        thread.start();
    }

    /** Ends the thread; a send that blocks longer than {@value #STOP_MILLIS} ms is left behind. */
    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
        threads.join(thread, Duration.ofMillis(STOP_MILLIS));
    }

    /** Answers an admitted peer; after the first handshake LEDs and keys follow. */
    void handshake(PeerId peer) {
        handshakes.add(peer);
        signal();
    }

    void keysChanged(KeysDown now) {
        lastKeys = now;
        signal();
    }

    void ledsChanged(int now) {
        lastLeds = now;
        signal();
    }

    /** On the executor only. */
    @Override
    public void macro(boolean running) {
        macro = new MacroState(running, macro.change + 1);
        signal();
    }

    @Override
    public void macroEndedEarly(PeerId peer, MacroEnd reason) {
        macroEnds.put(peer, reason);
        signal();
    }

    /** The roster changed: peers came, went or changed their mode. */
    void rosterChanged() {
        signal();
    }

    /** Returns the keys down at the HID output, or the last known while it is absent. */
    private KeysDown keys() {
        HidOutput hid = services.hid().get();
        return hid != null ? hid.keysDown() : lastKeys;
    }

    /**
     * Returns the keys down as a peer may see them: while keystrokes are private, none for a peer without control; none
     * as well while the roster is unknown.
     */
    KeysDown keys(PeerId peer) {
        return maySeeKeystrokes(peer) ? keys() : KeysDown.NONE;
    }

    /** Whether a peer may see keystrokes: while they are private, one with control only. */
    boolean maySeeKeystrokes(PeerId peer) {
        Roster present = roster.get();
        return present != null && (!present.settings().is(Setting.PRIVATE_KEYSTROKES) || present.controls(peer));
    }

    /** Returns the LED bits at the HID output, or the last known while it is absent. */
    int leds() {
        HidOutput hid = services.hid().get();
        return hid != null ? hid.leds() : lastLeds;
    }

    private void signal() {
        signalled = true;
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!stopped) {
            signalled = false;
            boolean complete = sendGuarded();
            if (!signalled && !stopped) {
                if (complete) {
                    LockSupport.park(this);
                } else {
                    LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS));
                }
            }
        }
    }

    private boolean sendGuarded() {
        try {
            boolean complete = sendChanges();
            failing = false;
            return complete;
        } catch (RuntimeException | LinkageError e) {
            if (!failing) {
                failing = true;
                LOG.error("state broadcast failed", e);
            }
            return false;
        }
    }

    /** Sends each peer what it has not received; false when a peer has to be tried again. */
    boolean sendChanges() {
        Roster present = roster.get();
        if (present == null) {
            return false;
        }
        Map<PeerId, Received> admitted = admitted(present);
        PeerService peers = services.peers().get();
        answerHandshakes(admitted, peers);
        boolean complete = true;
        for (Map.Entry<PeerId, Received> entry : admitted.entrySet()) {
            complete &= send(entry.getKey(), entry.getValue(), peers);
        }
        return sendMacroEnds(admitted.keySet()) && complete;
    }

    /** By JSON-RPC to every client: HID-RPC has no message for it. A peer that is gone is not told. */
    private boolean sendMacroEnds(Set<PeerId> admitted) {
        macroEnds.keySet().retainAll(admitted);
        RpcEvents events = services.events().get();
        if (events == null) {
            return macroEnds.isEmpty();
        }
        macroEnds.forEach((peer, reason) -> {
            if (macroEnds.remove(peer, reason)) {
                events.send(peer, new InputStateEvent.MacroEndedEarly(reason));
            }
        });
        return true;
    }

    /**
     * Peers there at the start may have received any keys and LEDs from a predecessor, and a macro state that is still
     * true unless it has changed since the start. A later one has received nothing, which means no keys, no LEDs and no
     * macro.
     */
    private Map<PeerId, Received> admitted(Roster present) {
        Set<PeerId> links = new HashSet<>();
        for (Session session : present.sessions()) {
            PeerId link = session.link();
            if (link != null && session.admitted()) {
                links.add(link);
                received.computeIfAbsent(
                        link, _ -> started ? new Received(KeysDown.NONE, 0, noMacro()) : new Received(null, -1, 0));
            }
        }
        started = true;
        received.keySet().retainAll(links);
        return received;
    }

    private Received unknown() {
        return new Received(null, -1, noMacro());
    }

    /** Returns the change after which a peer believes that no macro runs: the last one, or before the running one. */
    private long noMacro() {
        MacroState now = macro;
        return now.running ? now.change - 1 : now.change;
    }

    private void answerHandshakes(Map<PeerId, Received> admitted, @Nullable PeerService peers) {
        List<PeerId> pending = List.copyOf(handshakes);
        for (PeerId peer : pending) {
            handshakes.remove(peer);
            if (peers != null
                    && admitted.containsKey(peer)
                    && peers.sendBinary(peer, CHANNEL, HidRpcCodec.handshake())
                    && !peerStates.isHandshakeComplete(peer)) {
                peerStates.handshakeCompleted(peer);
                admitted.put(peer, unknown());
            }
        }
    }

    private boolean send(PeerId peer, Received last, @Nullable PeerService peers) {
        int leds = leds();
        if (leds != last.leds) {
            if (!send(peer, peers, HidRpcCodec.ledState(leds), new InputStateEvent.Leds(leds))) {
                return false;
            }
            last.leds = leds;
        }
        KeysDown keys = keys(peer);
        if (!keys.equals(last.keys)) {
            if (!send(peer, peers, HidRpcCodec.keysDownState(keys), new InputStateEvent.Keys(keys))) {
                return false;
            }
            last.keys = keys;
        }
        MacroState now = macro;
        if (now.change != last.macroChange) {
            if (!send(peer, peers, HidRpcCodec.macroState(now.running), new InputStateEvent.Macro(now.running))) {
                return false;
            }
            last.macroChange = now.change;
        }
        return true;
    }

    private boolean send(PeerId peer, @Nullable PeerService peers, byte[] binary, InputStateEvent event) {
        if (peerStates.isHandshakeComplete(peer)) {
            return peers != null && peers.sendBinary(peer, CHANNEL, binary);
        }
        RpcEvents events = services.events().get();
        if (events == null) {
            return false;
        }
        events.send(peer, event);
        return true;
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
}
