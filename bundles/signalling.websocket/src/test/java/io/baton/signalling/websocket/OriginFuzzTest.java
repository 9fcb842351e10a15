// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.baton.testkit.DamagedSeeds;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** S33: whatever comes as Origin or Host is parsed to the same again or refused; only the own host is admitted. */
class OriginFuzzTest {

    private final OriginPolicy policy = new OriginPolicy(List.of("kvm.example"));

    @FuzzTest
    void parses(byte[] data) {
        String text = new String(data, StandardCharsets.ISO_8859_1);
        Optional<Origin> origin = Origin.parse(text);
        origin.ifPresent(parsed -> {
            assertEquals(origin, Origin.parse(parsed.toString()));
            assertTrue(parsed.scheme().equals("http") || parsed.scheme().equals("https"), text);
        });
        check(text, null);
        check("kvm.example:8080", text);
    }

    private void check(String host, @Nullable String origin) {
        var request = new OriginPolicy.Request("127.0.0.1", false, "POST", host, origin, null, null);
        if (policy.check(request).isEmpty()) {
            assertEquals(
                    Optional.of("kvm.example"), Origin.parse("http://" + host).map(Origin::host));
            if (origin != null) {
                assertTrue(
                        origin.equalsIgnoreCase("http://kvm.example:8080")
                                || origin.equalsIgnoreCase("https://kvm.example:8080"),
                        origin);
            }
        }
    }

    @Test
    void s33DamagedOriginsAndHostsAreParsedOrRefused() {
        DamagedSeeds.run(OriginFuzzTest.class, "parses", this::parses);
    }
}
