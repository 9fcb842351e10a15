// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import io.baton.port.PortLease;
import io.baton.port.ReportPort;
import io.baton.port.WriteResult;

/** Types US text with keyboard reports, one key at a time. */
final class Typist {

    private static final int SHIFT = 2;

    private final PortLease lease;

    Typist(PortLease lease) {
        this.lease = lease;
    }

    void type(String text) {
        for (int i = 0; i < text.length(); i++) {
            stroke(text.charAt(i));
        }
    }

    private void stroke(char c) {
        for (int modifiers = 0; modifiers <= SHIFT; modifiers += SHIFT) {
            for (int usage = 4; usage < 0x39; usage++) {
                Keystroke stroke = UsKeyboard.stroke(usage, modifiers, 0);
                boolean enter = c == '\n' && stroke.action() == Keystroke.Action.ENTER;
                if (enter || (stroke.action() == Keystroke.Action.TYPE && stroke.character() == c)) {
                    write(modifiers, usage);
                    write(0, 0);
                    return;
                }
            }
        }
        throw new IllegalArgumentException("no key for " + c);
    }

    private void write(int modifiers, int usage) {
        byte[] report = {(byte) modifiers, 0, (byte) usage, 0, 0, 0, 0, 0};
        if (lease.write(ReportPort.KEYBOARD, report) != WriteResult.WRITTEN) {
            throw new IllegalStateException("the port did not take it");
        }
    }
}
