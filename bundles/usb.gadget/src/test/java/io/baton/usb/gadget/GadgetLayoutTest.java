// SPDX-License-Identifier: Apache-2.0
package io.baton.usb.gadget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.baton.port.ReportPort;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GadgetLayoutTest {

    /** All functions, as the default configuration has them. */
    static GadgetLayout standard() {
        return new GadgetLayout(
                0x1d6b, 0x104, "Baton", "KVM", "1", EnumSet.allOf(ReportPort.class), Set.of(), false, true);
    }

    @Test
    void stringOfTheLongestDescriptorIsTaken() {
        String longest = "x".repeat(GadgetLayout.MAX_STRING);
        assertEquals(
                longest,
                new GadgetLayout(1, 0, longest, "", "", Set.of(ReportPort.KEYBOARD), Set.of(), false, true)
                        .manufacturer());
    }

    @ParameterizedTest
    @CsvSource({"0,0,Baton", "65536,0,Baton", "1,65536,Baton", "1,-1,Baton", "1,1,'a\tb'"})
    void whatUsbCannotSayIsRefused(int vendor, int product, String text) {
        assertThrows(
                IllegalArgumentException.class,
                () -> new GadgetLayout(vendor, product, text, "", "", Set.of(), Set.of(), false, true));
    }

    @Test
    void stringThatIsTooLongIsRefused() {
        String tooLong = "x".repeat(GadgetLayout.MAX_STRING + 1);
        assertThrows(
                IllegalArgumentException.class,
                () -> new GadgetLayout(1, 1, "", "", tooLong, Set.of(), Set.of(), false, true));
    }
}
