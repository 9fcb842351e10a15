// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ComplaintsTest {

    private final Complaints complaints = new Complaints();

    @Test
    void subjectThatWasThereBeforeIsNotNew() {
        complaints.remember(7, "free disk: 12 MiB\nqueues: full");
        assertEquals(Optional.empty(), complaints.firstNew(7, "free disk: 11 MiB"));
        assertEquals(
                Optional.of("one primary: two sessions"),
                complaints.firstNew(7, "free disk: 11 MiB\none primary: two sessions"));
    }

    @Test
    void subjectOfAnotherReporterIsNew() {
        complaints.remember(7, "free disk: 12 MiB");
        assertEquals(Optional.of("free disk: 12 MiB"), complaints.firstNew(8, "free disk: 12 MiB"));
    }

    @Test
    void emptyReportHasNoComplaint() {
        complaints.remember(7, "");
        assertEquals(Optional.empty(), complaints.firstNew(7, ""));
        assertEquals(Optional.of("not ready"), complaints.firstNew(7, "not ready"));
    }
}
