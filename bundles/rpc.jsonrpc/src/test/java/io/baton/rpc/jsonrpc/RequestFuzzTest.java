// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.baton.testkit.DamagedSeeds;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Whatever comes on the channel: a call, no call or no JSON, and what is echoed of it is one JSON value again. */
class RequestFuzzTest {

    @FuzzTest
    void reads(byte[] data) {
        String id = switch (Request.read(data)) {
            case Request.Call call -> call.id();
            case Request.Invalid invalid -> invalid.id();
            case Request.Garbled() -> Request.NO_ID;
        };
        if (id != null) {
            byte[] answer = ResponseWriter.error(id, -32_600, "m").getBytes(StandardCharsets.UTF_8);
            assertTrue(answer.length < 6 * data.length + 200);
            // without a method an answer is no call, and with an id that is no JSON it would be garbled
            if (answer.length <= Request.MAX_BYTES) {
                assertInstanceOf(Request.Invalid.class, Request.read(answer));
            }
        }
    }

    @Test
    void s33DamagedCallsAreReadWithinBounds() {
        DamagedSeeds.run(RequestFuzzTest.class, "reads", this::reads);
    }
}
