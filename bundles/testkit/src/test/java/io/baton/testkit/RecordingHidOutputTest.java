// SPDX-License-Identifier: Apache-2.0
package io.baton.testkit;

import io.baton.hid.HidOutput;

final class RecordingHidOutputTest extends HidOutputContract {

    @Override
    protected HidOutput create(long epoch) {
        RecordingHidOutput recording = new RecordingHidOutput();
        recording.setEpoch(epoch);
        return recording;
    }

    @Override
    protected void destroy() {
        // holds nothing
    }
}
