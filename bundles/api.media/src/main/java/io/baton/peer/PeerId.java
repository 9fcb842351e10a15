// SPDX-License-Identifier: Apache-2.0
package io.baton.peer;

/**
 * Identifies one WebRTC connection, the link of a session. Numbers grow and are never reused, so that a late event of
 * an old link cannot be taken for one of its successor.
 *
 * @param number at least 1, unique for the life of the process
 */
public record PeerId(long number) implements Comparable<PeerId> {

    public PeerId {
        if (number < 1) {
            throw new IllegalArgumentException("a peer's number is at least 1: " + number);
        }
    }

    @Override
    public int compareTo(PeerId other) {
        return Long.compare(number, other.number);
    }

    @Override
    public String toString() {
        return "peer-" + number;
    }
}
