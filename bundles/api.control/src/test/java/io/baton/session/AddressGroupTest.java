// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressGroupTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7,192.0.2.7",
        "2001:db8:1:2:3:4:5:6,2001:db8:1:2:0:0:0:0/64",
        "2001:db8:1:2::,2001:db8:1:2:0:0:0:0/64",
        "fe80::1%eth0,fe80:0:0:0:0:0:0:0/64",
        "::ffff:192.0.2.7,192.0.2.7",
        "::1,0:0:0:0:0:0:0:1",
        "console,console",
        "not:an:address,not:an:address",
        "'',''"
    })
    void addressesOfOneNetworkAreOneGroup(String source, String group) {
        assertEquals(group, AddressGroup.of(source));
    }
}
