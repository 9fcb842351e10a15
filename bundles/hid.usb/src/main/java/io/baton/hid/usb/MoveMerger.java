// SPDX-License-Identifier: Apache-2.0
package io.baton.hid.usb;

/** Merges pointer moves that wait for a busy port. */
final class MoveMerger {

    private static final int DELTA_MAX = 127;

    private MoveMerger() {}

    /**
     * Merges the move at the head of the queue into the event behind it, if that is a move of the same pointer, epoch
     * and buttons; returns whether it did, and the head need not be written. Absolute positions are replaced, relative
     * distances summed up to the range of a report.
     */
    static boolean merge(EventRing ring) {
        if (!ring.has(1) || ring.epoch(1) != ring.epoch(0)) {
            return false;
        }
        long head = ring.event(0);
        long next = ring.event(1);
        if (PackedEvent.kind(head) != PackedEvent.kind(next)
                || PackedEvent.buttons(head) != PackedEvent.buttons(next)) {
            return false;
        }
        if (PackedEvent.kind(head) == PackedEvent.POINTER) {
            return true;
        }
        int dx = PackedEvent.dx(head) + PackedEvent.dx(next);
        int dy = PackedEvent.dy(head) + PackedEvent.dy(next);
        if (Math.abs(dx) > DELTA_MAX || Math.abs(dy) > DELTA_MAX) {
            return false;
        }
        ring.replace(1, PackedEvent.move(dx, dy, PackedEvent.buttons(next)));
        return true;
    }
}
