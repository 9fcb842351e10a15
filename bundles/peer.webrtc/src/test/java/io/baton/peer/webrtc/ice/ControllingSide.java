// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.ice;

import java.net.InetSocketAddress;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What a browser does in ICE, for tests: nominating checks, and answers to the device's. */
public final class ControllingSide {

    private final IceCredentials own;
    private final IceCredentials device;
    private final RandomGenerator random;

    public ControllingSide(IceCredentials own, IceCredentials device, RandomGenerator random) {
        this.own = own;
        this.device = device;
        this.random = random;
    }

    /** A nominating check. */
    public byte[] check() {
        byte[] transaction = new byte[12];
        random.nextBytes(transaction);
        return new StunWriter(StunType.BINDING_REQUEST, transaction)
                .text(StunType.USERNAME, device.ufrag() + ":" + own.ufrag())
                .int32(StunType.PRIORITY, 0x6e0001ff)
                .int64(StunType.ICE_CONTROLLING, 1)
                .attribute(StunType.USE_CANDIDATE, new byte[0])
                .finish(new StunKey(device.password()));
    }

    /** The answer to a check of the device; null when the packet is not one. */
    public byte @Nullable [] answer(byte[] packet, int length, InetSocketAddress from) {
        StunMessage message = StunMessage.read(packet, 0, length);
        if (message == null || !message.isRequest() || !message.isAuthentic(new StunKey(own.password()))) {
            return null;
        }
        return new StunWriter(StunType.BINDING_SUCCESS, message.transaction())
                .xorMapped(from)
                .finish(new StunKey(own.password()));
    }
}
