// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.net;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a VNC server listens: {@code vnc://[:PASSWORD@]HOST[:PORT|:DISPLAY]} or {@code vnc+unix:[//]/PATH}. A number up
 * to 99 is a display, whose port is 5900 more. The text of an exception never contains the password.
 *
 * @param host name or address, without brackets; empty for a socket in the file system
 * @param port TCP port; 0 for a socket in the file system
 * @param path of a socket in the file system; empty for TCP
 * @param password empty for none
 */
public record VncAddress(String host, int port, String path, String password) {

    public static final String SCHEME = "vnc://";
    public static final String UNIX_SCHEME = "vnc+unix:";

    private static final String FORM = "a VNC server is vnc://[:PASSWORD@]HOST[:PORT or :DISPLAY] or vnc+unix:///PATH";
    private static final int FIRST_PORT = 5900;
    private static final int LAST_DISPLAY = 99;
    private static final int LAST_PORT = 65_535;
    private static final int LONGEST_PATH = 107; // sun_path of Linux, with its zero
    private static final Pattern HOST =
            Pattern.compile("(\\[[0-9A-Fa-f:.]+(?:%[\\w.-]+)?]|[\\w](?:[\\w.-]{0,252}))(?::(\\d{1,5}))?/?");

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException says what is wrong, without the password
     */
    public static VncAddress parse(String text) {
        if (text.startsWith(UNIX_SCHEME)) {
            return unix(text.substring(UNIX_SCHEME.length()));
        }
        if (!text.startsWith(SCHEME)) {
            throw new IllegalArgumentException(FORM);
        }
        String rest = text.substring(SCHEME.length());
        int at = rest.lastIndexOf('@');
        String password = at < 0 ? "" : password(rest.substring(0, at));
        Matcher server = HOST.matcher(rest.substring(at + 1));
        if (!server.matches()) {
            throw new IllegalArgumentException(
                    FORM + (at < 0 ? ", not " + text : "; what follows the @ is no host and port"));
        }
        String host = server.group(1);
        int port = server.group(2) == null ? FIRST_PORT : port(Integer.parseInt(server.group(2)));
        return new VncAddress(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port, "", password);
    }

    /** The same address with another password. */
    public VncAddress withPassword(String other) {
        return new VncAddress(host, port, path, other);
    }

    public boolean isUnix() {
        return !path.isEmpty();
    }

    /** The address as a URL, without the password. */
    public String url() {
        if (isUnix()) {
            return UNIX_SCHEME + "//" + path;
        }
        return SCHEME + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** Without the password, so that it gets into no log. */
    @Override
    public String toString() {
        return url();
    }

    private static VncAddress unix(String rest) {
        String path = rest.startsWith("///") ? rest.substring(2) : rest;
        if (!path.startsWith("/") || path.startsWith("//")) {
            throw new IllegalArgumentException("a socket is vnc+unix:///PATH with an absolute path, not " + rest);
        }
        if (path.getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH) {
            throw new IllegalArgumentException("the path of a socket has at most " + LONGEST_PATH + " bytes: " + path);
        }
        return new VncAddress("", 0, path, "");
    }

    private static String password(String user) {
        if (!user.startsWith(":")) {
            throw new IllegalArgumentException(
                    "VNC has no user names: the password follows a colon, as in vnc://:PASSWORD@HOST");
        }
        try {
            return URLDecoder.decode(user.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a percent sign in the password of a URL is written %25");
        }
    }

    private static int port(int number) {
        int port = number <= LAST_DISPLAY ? FIRST_PORT + number : number;
        if (port > LAST_PORT) {
            throw new IllegalArgumentException("a port is at most " + LAST_PORT + ", not " + number);
        }
        return port;
    }
}
