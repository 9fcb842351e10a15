// SPDX-License-Identifier: Apache-2.0
package io.baton.peer.webrtc.net;

import java.util.concurrent.atomic.LongAdder;

/** The counters of a socket, written by any thread. */
final class UdpCounters {

    final LongAdder sent = new LongAdder();
    final LongAdder sendCalls = new LongAdder();
    final LongAdder full = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder received = new LongAdder();
    final LongAdder oversize = new LongAdder();

    UdpStats snapshot() {
        return new UdpStats(sent.sum(), sendCalls.sum(), full.sum(), failed.sum(), received.sum(), oversize.sum());
    }
}
