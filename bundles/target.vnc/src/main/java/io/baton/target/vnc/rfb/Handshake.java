// SPDX-License-Identifier: Apache-2.0
package io.baton.target.vnc.rfb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * The beginning of a connection (RFC 6143 §7.1 to §7.3), for servers of versions 3.3, 3.7 and 3.8: version, security,
 * initialisation, then the client's pixel format and encodings.
 *
 * <p>Threading. One thread.
 */
public final class Handshake {

    private static final Pattern VERSION = Pattern.compile("RFB (\\d{3})\\.(\\d{3})\n");
    private static final int VERSION_LENGTH = 12;
    private static final int INVALID = 0;
    private static final int NONE = 1;
    private static final int PASSWORD = 2;
    private static final int CHALLENGE = 16;
    private static final int LONGEST_REASON = 64 * 1024;
    private static final int PIXEL_FORMAT = 16;

    private final RfbReader reader;
    private final WritableByteChannel channel;

    /**
     * What the server is.
     *
     * @param minor of the protocol's version 3: 3, 7 or 8
     * @param name fit for a log
     */
    public record Server(int minor, int width, int height, String name) {}

    public Handshake(RfbReader reader, WritableByteChannel channel) {
        this.reader = reader;
        this.channel = channel;
    }

    /** @param password empty for none */
    public Server run(String password) throws IOException {
        int minor = version();
        int security = minor == 3 ? onlySecurity() : security(!password.isEmpty());
        if (security == PASSWORD) {
            authenticate(password);
        }
        if (security == PASSWORD || minor == 8) {
            result(minor);
        }
        send(new byte[] {1}); // others may stay connected
        int width = reader.u16();
        int height = reader.u16();
        reader.skip(PIXEL_FORMAT);
        String name = reader.text(LONGEST_REASON);
        send(ClientMessages.pixelFormat());
        send(ClientMessages.encodings());
        return new Server(minor, width, height, name);
    }

    /** Versions beyond 3.8 are those of servers that speak 3.8 as well. */
    private int version() throws IOException {
        String line = new String(reader.bytes(VERSION_LENGTH), StandardCharsets.ISO_8859_1);
        Matcher version = VERSION.matcher(line);
        if (!version.matches()) {
            throw new RfbException("this is no VNC server");
        }
        int major = Integer.parseInt(version.group(1));
        int minor = Integer.parseInt(version.group(2));
        if (major < 3 || (major == 3 && minor < 3)) {
            throw new RfbException("the server speaks RFB " + major + "." + minor + ", which is older than 3.3");
        }
        int spoken = major > 3 || minor >= 8 ? 8 : minor == 7 ? 7 : 3;
        send("RFB 003.00%d\n".formatted(spoken).getBytes(StandardCharsets.ISO_8859_1));
        return spoken;
    }

    private int onlySecurity() throws IOException {
        int type = reader.s32();
        if (type == INVALID) {
            throw RfbException.refused("refused: " + reader.text(LONGEST_REASON));
        }
        if (type != NONE && type != PASSWORD) {
            throw unknown(List.of(type));
        }
        return type;
    }

    private int security(boolean withPassword) throws IOException {
        int count = reader.u8();
        if (count == 0) {
            throw RfbException.refused("refused: " + reader.text(LONGEST_REASON));
        }
        List<Integer> offered = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            offered.add(reader.u8());
        }
        int type;
        if (offered.contains(PASSWORD) && (withPassword || !offered.contains(NONE))) {
            type = PASSWORD;
        } else if (offered.contains(NONE)) {
            type = NONE;
        } else {
            throw unknown(offered);
        }
        send(new byte[] {(byte) type});
        return type;
    }

    private static RfbException unknown(List<Integer> offered) {
        return RfbException.refused("the server offers security types "
                + offered.stream().map(String::valueOf).collect(Collectors.joining(", "))
                + "; supported are 1 (none) and 2 (VNC password)");
    }

    /** The challenge, encrypted with the password by DES (RFC 6143 §7.2.2). */
    private void authenticate(String password) throws IOException {
        byte[] challenge = reader.bytes(CHALLENGE);
        if (password.isEmpty()) {
            throw RfbException.refused("the server wants a password, and none is set");
        }
        send(response(password, challenge));
    }

    static byte[] response(String password, byte[] challenge) {
        byte[] text = password.getBytes(StandardCharsets.ISO_8859_1);
        byte[] key = new byte[8];
        for (int i = 0; i < Math.min(text.length, key.length); i++) {
            key[i] = (byte) (Integer.reverse(text[i]) >>> 24); // the protocol's bits begin with the lowest
        }
        try {
            Cipher des = Cipher.getInstance("DES/ECB/NoPadding");
            des.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "DES"));
            return des.doFinal(challenge);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no DES", e);
        }
    }

    private void result(int minor) throws IOException {
        long result = reader.u32();
        if (result != 0) {
            String reason = minor == 8 ? reader.text(LONGEST_REASON) : result == 2 ? "too many attempts" : "";
            throw RfbException.refused("refused" + (reason.isEmpty() ? "" : ": " + reason));
        }
    }

    private void send(byte[] message) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(message);
        while (left.hasRemaining()) {
            channel.write(left);
        }
    }
}
