// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import io.baton.input.InputCounters;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Counters of input messages by result; handed over to a successor. */
final class InputMetrics {

    final LongAdder accepted = new LongAdder();
    final LongAdder notInControl = new LongAdder();
    final LongAdder stale = new LongAdder();
    final LongAdder malformed = new LongAdder();
    final LongAdder rateLimited = new LongAdder();
    final LongAdder expired = new LongAdder();

    InputCounters counters() {
        return new InputCounters(
                accepted.sum(), notInControl.sum(), stale.sum(), malformed.sum(), rateLimited.sum(), expired.sum());
    }

    List<Long> save() {
        return all().stream().map(LongAdder::sum).toList();
    }

    void restore(List<Long> saved) {
        List<LongAdder> all = all();
        for (int i = 0; i < all.size() && i < saved.size(); i++) {
            all.get(i).add(saved.get(i));
        }
    }

    private List<LongAdder> all() {
        return List.of(accepted, notInControl, stale, malformed, rateLimited, expired);
    }
}
