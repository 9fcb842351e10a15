// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade;

import java.util.Locale;

/** Why an upgrade is refused: stable words that appear on the wire, in the audit and in the docs. */
public enum UpgradeRefusal {
    /** The file is empty. */
    EMPTY(400),
    /** The file has no signature. */
    UNSIGNED(403),
    /** No pinned key has the id that the signature names. */
    UNKNOWN_KEY(403),
    /** The signature does not belong to the manifest. */
    BAD_SIGNATURE(403),
    /** A bundle's bytes are not those that the manifest names. */
    DIGEST_MISMATCH(400),
    /** The file ends early, or a part of it is missing. */
    TRUNCATED(400),
    /** The file is no archive of the expected form. */
    BAD_ARCHIVE(400),
    /** The manifest has a missing, unknown or malformed member. */
    BAD_MANIFEST(400),
    /** The file, or what is in it, exceeds a limit. */
    TOO_LARGE(413),
    /** The upgrade is made for another product. */
    WRONG_PRODUCT(409),
    /** The upgrade needs another version of an API than the device has. */
    API_RANGE(409),
    /** The upgrade cannot read the state that the running bundle keeps. */
    STATE_SCHEMA(409),
    /** The upgrade is older than what is installed, and no permit allows that. */
    DOWNGRADE(409),
    /** The upgrade is below the security floor, which no permit lowers. */
    SECURITY_FLOOR(409),
    /** The same name and version is installed. */
    ALREADY_INSTALLED(409),
    /** The bundle is not one that may be upgraded. */
    NOT_UPGRADABLE(409),
    /** The new bundle does not resolve. */
    UNRESOLVED(409),
    /** The new bundle would make the framework restart others. */
    WOULD_REFRESH(409),
    /** The data directory has not enough space, or the heap not enough memory. */
    NO_SPACE(507),
    /** Another upgrade runs. */
    BUSY(409),
    /** There is nothing to roll back. */
    NOTHING_TO_ROLL_BACK(409),
    /** A file of the device could not be read or written. */
    STORAGE(500);

    private final int httpStatus;

    UpgradeRefusal(int httpStatus) {
        this.httpStatus = httpStatus;
    }

    /** The status of an HTTP response with this reason. */
    public int httpStatus() {
        return httpStatus;
    }

    /** The word on the wire. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
