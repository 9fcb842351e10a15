// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.baton.harness.Device;
import io.baton.harness.OtherPeers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Interoperability with other WebRTC stacks: aiortc with its legacy SCTP syntax, and Pion. */
final class OtherPeersIT {
    private static Device device;

    @BeforeAll
    static void start() throws Exception {
        device = Device.start();
    }

    @AfterAll
    static void stop() throws Exception {
        device.close();
    }

    @Test
    void aiortcGetsPictureAndData() throws Exception {
        JsonNode seen = aiortc();
        assertEquals("pong", seen.path("rpc").asText());
        assertTrue(seen.path("hidHandshake").asBoolean());
        assertEquals(1280, seen.path("width").asInt());
        assertEquals(720, seen.path("height").asInt());
    }

    @Test
    void aiortcGetsDataWithoutPicture() throws Exception {
        JsonNode seen = aiortc("--no-video");
        assertEquals("pong", seen.path("rpc").asText());
        assertTrue(seen.path("hidHandshake").asBoolean());
    }

    @Test
    void aiortcGetsThePictureWithoutDataFromASendrecvOffer() throws Exception {
        JsonNode seen = aiortc("--no-data", "--direction", "sendrecv");
        assertTrue(seen.path("frames").asInt() >= 5);
    }

    @Test
    void pionGetsPictureAndData() throws Exception {
        JsonNode seen = pion("-n", "1", "-seconds", "3", "-packets", "31");
        assertEquals("pong", seen.path("rpcReply").asText());
        assertTrue(seen.path("hidHandshake").asBoolean());
        assertTrue(seen.path("packets").asInt() > 30);
        assertEquals(0, seen.path("missing").asInt());
        assertTrue(seen.path("firstKeyMicros").asLong() > 0);
    }

    @Test
    void pionGetsDataWithoutPicture() throws Exception {
        JsonNode seen = pion("-n", "1", "-seconds", "1", "-video=false");
        assertEquals("pong", seen.path("rpcReply").asText());
    }

    @Test
    void pionGetsThePictureWithoutData() throws Exception {
        JsonNode seen = pion("-n", "1", "-seconds", "2", "-packets", "21", "-data=false");
        assertTrue(seen.path("packets").asInt() > 20);
    }

    @Test
    void pionJoinsOverIpv6Alone() throws Exception {
        JsonNode seen = pion("-n", "1", "-seconds", "2", "-packets", "21", "-ipv6");
        assertEquals("pong", seen.path("rpcReply").asText());
        assertTrue(seen.path("packets").asInt() > 20);
    }

    private static JsonNode aiortc(String... arguments) throws Exception {
        return OtherPeers.aiortc(device.sessions(), arguments);
    }

    private static JsonNode pion(String... arguments) throws Exception {
        return OtherPeers.pion(device.sessions(), arguments);
    }
}
