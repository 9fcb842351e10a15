// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What the fakes were asked to do, in order over all fakes that share it. */
public final class CallLog {

    private final List<String> lines = new CopyOnWriteArrayList<>();

    public void add(String line) {
        lines.add(line);
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }

    public void clear() {
        lines.clear();
    }
}
