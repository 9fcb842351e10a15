// SPDX-License-Identifier: Apache-2.0
package io.baton.terminal.pty;

/** Why a shell ended. */
enum EndReason {
    EXITED("exited", "The shell has ended."),
    CLOSED("closed", ""),
    SESSION_ENDED("session_ended", ""),
    ROLE_LOST("role_lost", "The shell has ended: this session is no administrator's any more."),
    IDLE("idle", "The shell has ended: no key was pressed for too long."),
    SWITCHED_OFF("switched_off", "The shell has ended: the terminal was switched off."),
    FAILED("failed", "The shell has ended: its terminal failed."),
    SESSIONS_UNAVAILABLE(
            "sessions_unavailable", "The shell has ended: the sessions could not be checked for too long."),
    REPLACED("replaced", "The shell has ended: the terminal is being replaced, or the device stops.");

    private final String wireName;
    private final String sentence;

    EndReason(String wireName, String sentence) {
        this.wireName = wireName;
        this.sentence = sentence;
    }

    String wireName() {
        return wireName;
    }

    /** What the viewer is told; empty where there is none. */
    String sentence() {
        return sentence;
    }
}
