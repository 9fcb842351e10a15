// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade;

import java.util.Locale;

/** What an attempt to upgrade has come to. */
public enum UpgradeState {
    /** No attempt is recorded. */
    IDLE,
    /** The file is read, verified and checked. */
    CHECKING,
    /** Bundles are replaced. */
    INSTALLING,
    /** The new bundles run and are observed. */
    PROBATION,
    /** Permanent. */
    COMMITTED,
    /** Stored, and in force from the next start of the device. */
    STAGED,
    /** The previous bundles are put back. */
    ROLLING_BACK,
    /** The previous bundles run again. */
    ROLLED_BACK,
    /** Nothing was changed: the file or the state of the device did not allow it. */
    REFUSED,
    /** Neither the new nor the previous bundles could be started as a whole; the next start has the previous ones. */
    FAILED;

    /** Returns whether an attempt in this state still runs. */
    public boolean isRunning() {
        return switch (this) {
            case CHECKING, INSTALLING, PROBATION, ROLLING_BACK -> true;
            case IDLE, COMMITTED, STAGED, ROLLED_BACK, REFUSED, FAILED -> false;
        };
    }

    /** The word on the wire. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
