// SPDX-License-Identifier: Apache-2.0
package io.baton.target.vnc.rfb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.testkit.DamagedSeeds;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandshakeTest {

    /** Of OpenSSL, for the key whose bytes are those of the password with their bits reversed. */
    private static final String ANSWER = "23243aded518d46f053d8e61a2d8a121";

    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    @ParameterizedTest
    @CsvSource({"003.003, 3", "003.005, 3", "003.007, 7", "003.008, 8", "003.889, 8", "004.001, 8"})
    void versionIsTheNewestOfBoth(String version, int minor) throws IOException {
        ServerBytes server = text("RFB " + version + "\n");
        if (minor == 3) {
            server.u32(1);
        } else {
            server.u8(1).u8(1);
        }
        if (minor == 8) {
            server.u32(0);
        }
        Handshake.Server seen = run(init(server).take(), "");
        assertEquals(new Handshake.Server(minor, 640, 480, "the name"), seen);
        assertTrue(sent.toString(StandardCharsets.ISO_8859_1).startsWith("RFB 003.00" + minor + "\n"));
    }

    @Test
    void clientAsksForItsPixelsAndNamesNoQuality() throws IOException {
        run(init(text("RFB 003.008\n").u8(1).u8(1).u32(0)).take(), "");
        byte[] all = sent.toByteArray();
        byte[] rest = Arrays.copyOfRange(all, 12 + 1 + 1, all.length);
        assertEquals(
                "00000000201800010" + "0ff00ff00ff100800" + "000000",
                HexFormat.of().formatHex(rest, 0, 20));
        assertEquals(2, rest[20]);
        for (int at = 24; at < rest.length; at += 4) {
            int encoding = java.nio.ByteBuffer.wrap(rest).getInt(at);
            assertFalse(encoding >= -32 && encoding <= -23, "JPEG quality " + encoding);
        }
    }

    @Test
    void challengeIsEncryptedWithThePassword() throws IOException {
        byte[] challenge = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");
        ServerBytes server =
                text("RFB 003.008\n").u8(2).u8(16).u8(2).raw(challenge).u32(0);
        run(init(server).take(), "geheim");
        byte[] all = sent.toByteArray();
        assertEquals(2, all[12], "the password is used");
        byte[] answer = Arrays.copyOfRange(all, 13, 29);
        assertEquals(ANSWER, HexFormat.of().formatHex(answer));
        assertArrayEquals(
                Handshake.response("12345678", challenge),
                Handshake.response("123456789", challenge),
                "VNC uses eight characters");
    }

    @Test
    void refusalsSayWhy() {
        assertEquals(
                "refused: Too many security failures",
                refusal(reason(text("RFB 003.008\n").u8(0), "Too many security failures"), ""));
        assertEquals("refused: no", refusal(reason(text("RFB 003.003\n").u32(0), "no"), ""));
        assertEquals(
                "refused: wrong line",
                refusal(
                        reason(
                                text("RFB 003.008\n")
                                        .u8(1)
                                        .u8(2)
                                        .raw(new byte[16])
                                        .u32(1),
                                "wrong\nline"),
                        "x"));
        assertEquals(
                "refused",
                refusal(text("RFB 003.007\n").u8(1).u8(2).raw(new byte[16]).u32(1), "x"));
        assertEquals(
                "the server wants a password, and none is set",
                refusal(text("RFB 003.008\n").u8(1).u8(2).raw(new byte[16]), ""));
        assertEquals(
                "the server offers security types 18, 19; supported are 1 (none) and 2 (VNC password)",
                refusal(text("RFB 003.008\n").u8(2).u8(18).u8(19), "x"));
    }

    @Test
    void otherServersAreNone() {
        RfbException http = assertThrows(
                RfbException.class,
                () -> run(text("HTTP/1.1 400 Bad Request\r\n").take(), ""));
        assertEquals("this is no VNC server", http.getMessage());
        assertFalse(http.isRefused());
        assertThrows(RfbException.class, () -> run(text("RFB 002.000\n").take(), ""));
        assertThrows(EOFException.class, () -> run(text("RFB").take(), ""));
        assertThrows(
                RfbException.class,
                () -> run(text("RFB 003.008\n").u8(0).u32(Integer.MAX_VALUE).take(), ""));
    }

    @Test
    void damagedHandshakesEndOrAreRefused() {
        byte[] challenge = new byte[16];
        DamagedSeeds.run(
                List.of(
                        init(text("RFB 003.003\n").u32(2).raw(challenge).u32(0)).take(),
                        init(text("RFB 003.008\n")
                                        .u8(2)
                                        .u8(1)
                                        .u8(2)
                                        .raw(challenge)
                                        .u32(0))
                                .take(),
                        reason(text("RFB 003.008\n").u8(0), "because").take()),
                bytes -> {
                    try {
                        run(bytes, "password");
                    } catch (RfbException | EOFException e) {
                        assertFalse(String.valueOf(e.getMessage()).contains("\n"), e.getMessage());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    private Handshake.Server run(byte[] server, String password) throws IOException {
        RfbReader reader = new RfbReader(Channels.newChannel(new ByteArrayInputStream(server)), () -> {});
        return new Handshake(reader, Channels.newChannel(sent)).run(password);
    }

    private String refusal(ServerBytes server, String password) {
        RfbException refused = assertThrows(RfbException.class, () -> run(server.take(), password));
        assertTrue(refused.isRefused());
        return String.valueOf(refused.getMessage());
    }

    private static ServerBytes text(String text) {
        return new ServerBytes().raw(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static ServerBytes reason(ServerBytes server, String reason) {
        return server.u32(reason.length()).raw(reason.getBytes(StandardCharsets.ISO_8859_1));
    }

    static ServerBytes init(ServerBytes server) {
        return server.u16(640).u16(480).raw(new byte[16]).u32(8).raw("the\0name".getBytes(StandardCharsets.ISO_8859_1));
    }
}
