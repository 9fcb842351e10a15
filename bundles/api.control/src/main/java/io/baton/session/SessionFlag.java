// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

/** What is remembered of a session beside its modes. */
public enum SessionFlag {
    /** Its client knows only JetKVM's protocol: it sent no field of ours, has no token and no button to ask with. */
    LEGACY,
    /** Its newest offer has no data channel: it can only watch, and never has control. */
    VIDEO_ONLY,
    /** It took control from another client of its account, see {@link LegacyControl}. */
    TOOK_OVER,
    /** Its link was up once, so its answer, and with it its token, arrived. */
    SEEN,
    /** A person approved it. */
    APPROVED,
    /** A person was told that it waits. */
    ANNOUNCED,
    /** It gave control up, or let it lie: it is not promoted by itself until it asks again. */
    YIELDED,
    /** Control was handed past it by hand a short while ago. */
    EXCLUDED
}
