// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** While no bundle decides about plain HTTP, the network is not served without TLS. */
final class PlainHttpGuardTest {

    @ParameterizedTest
    @CsvSource({
        "true, 192.0.2.1, , true",
        "false, 127.0.0.1, , true",
        "false, 0:0:0:0:0:0:0:1, , true",
        "false, 192.0.2.1, true, true",
        "false, 192.0.2.1, false, false",
        "false, 192.0.2.1, , false",
        "false, 2001:db8:0:0:0:0:0:1, , false",
        "false, '', , false",
    })
    void requestWithoutTlsIsAdmittedFromLoopbackOrByTheBundleForIt(
            boolean secure, String local, @Nullable Boolean served, boolean admitted) {
        assertEquals(admitted, PlainHttpGuard.isAdmitted(secure, local, served));
    }
}
