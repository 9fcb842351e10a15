// SPDX-License-Identifier: Apache-2.0
package io.baton.hid;

import io.baton.session.Outcome;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Turns events into USB reports. Obtained as a service by input and by the session coordinator.
 *
 * <p>Threading. All methods may be called from any thread and do not block; reports leave in the order of the calls,
 * from one writer thread.
 */
@ProviderType
public interface HidOutput {

    /**
     * Queues an event for the target.
     *
     * @param epoch the control epoch it was sent in
     * @return Done when queued; refused {@code STALE_EPOCH} when control has passed on since, {@code BUSY} when the
     *     queue is full (a pointer move may then be dropped; the caller keeps key and button edges and tries again),
     *     {@code TEMPORARILY_UNAVAILABLE} when this output is being replaced
     */
    Outcome submit(HidEvent event, long epoch);

    /**
     * Begins a control epoch: nothing of an older epoch is written any more, and all keys and buttons go up before
     * anything of this one.
     *
     * @param epoch at least the present one; an older one is refused
     * @return completes when the neutral reports are written, or refused {@code TARGET_OFF} when the port could not
     *     confirm it within 100 ms: the port is then dirty and writes neutral reports before anything else
     */
    default CompletionStage<Outcome> beginEpoch(long epoch) {
        return beginEpoch(epoch, null);
    }

    /**
     * As {@link #beginEpoch(long)}; then writes a chord and all keys up, before anything else. A chord that cannot be
     * written now, because the target is off or does not take it, is written first when it can be, however late, and
     * also by a successor: until then no event is written.
     *
     * @param chord the chord; null for none. One that an earlier call left unwritten stays
     * @return completes when the chord is written too. Refused {@code TEMPORARILY_UNAVAILABLE} when this output is
     *     being replaced: the caller then repeats the call
     */
    CompletionStage<Outcome> beginEpoch(long epoch, HidEvent.@Nullable Keyboard chord);

    /** The present epoch. */
    long epoch();

    /** Keys down on the target now. */
    KeysDown keysDown();

    /** LED bits as the target last set them: 0 num, 1 caps, 2 scroll, 3 compose, 4 kana (HID 1.11 Appendix B.1). */
    int leds();
}
