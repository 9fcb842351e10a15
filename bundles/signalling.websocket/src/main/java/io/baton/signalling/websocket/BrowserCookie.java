// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import io.baton.session.TokenDigest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The cookie that tells one browser from another: 256 random bits that pages cannot read, and their HMAC-SHA256 under
 * the device's key. A value without a valid HMAC counts as none, so a client cannot choose its own (S5). It grants
 * nothing; two sessions whose browsers sent the same value belong to the same user. It counts only once a browser sends
 * it, so a client without cookies has none.
 *
 * <p>Its name contains an id of the device, because browsers do not separate the cookies of two ports of one host. It
 * does not begin like JetKVM's login cookie, which some clients look for in the first cookie they receive.
 *
 * <p>Threading. Safe for any thread if the generator is.
 */
@Component(service = BrowserCookie.class)
public final class BrowserCookie {

    static final int KEY_BYTES = 32;

    private static final String PREFIX = "batonLogin-";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int BYTES = 32;
    private static final int ID_BYTES = 4;

    /** More than any browser sends for one site; what comes after is not looked at. */
    private static final int MAX_HEADER = 8192;

    private static final int MAX_HEADERS = 8;

    private final SecretKeySpec key;
    private final RandomGenerator random;
    private final String name;
    private final Pattern value;

    @Activate
    public BrowserCookie(BundleContext context) {
        this(CookieKey.open(context.getProperty("baton.data"), new SecureRandom()), new SecureRandom());
    }

    /**
     * @param key {@link #KEY_BYTES} secret bytes of the device
     * @param random a cryptographically strong one
     */
    BrowserCookie(byte[] key, RandomGenerator random) {
        this.key = new SecretKeySpec(key, ALGORITHM);
        this.random = random;
        name = PREFIX + HexFormat.of().formatHex(mac("name"), 0, ID_BYTES);
        value = Pattern.compile("(?:^|;) *" + name + "=([A-Za-z0-9_-]{43})\\.([A-Za-z0-9_-]{43}) *(?:;|$)");
    }

    /** Returns the name of the cookie on this device. */
    String name() {
        return name;
    }

    /** Gives a browser that sent no valid cookie one; until the browser sends it, it counts for nothing. */
    void issue(HttpServletRequest request, HttpServletResponse response) {
        if (digest(request).isEmpty()
                && response.getHeaders("Set-Cookie").stream().noneMatch(cookie -> cookie.startsWith(name + "="))) {
            response.addHeader("Set-Cookie", newCookie(request.isSecure()));
        }
    }

    /** Returns the digest of the valid value that came with a request; empty for none. */
    String digest(HttpServletRequest request) {
        return digest(Collections.list(request.getHeaders("Cookie")));
    }

    /** Returns the digest of the first value in these headers if it is valid; empty otherwise. */
    String digest(List<String> headers) {
        for (String header : headers.subList(0, Math.min(MAX_HEADERS, headers.size()))) {
            Matcher matcher = value.matcher(header.length() > MAX_HEADER ? header.substring(0, MAX_HEADER) : header);
            if (matcher.find()) {
                return isAuthentic(matcher.group(1), matcher.group(2))
                        ? TokenDigest.of(matcher.group(1)).hex()
                        : "";
            }
        }
        return "";
    }

    private boolean isAuthentic(String text, String tag) {
        return MessageDigest.isEqual(
                tag(text).getBytes(StandardCharsets.US_ASCII), tag.getBytes(StandardCharsets.US_ASCII));
    }

    private String newCookie(boolean secure) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String text = encode(bytes);
        return name + "=" + text + "." + tag(text) + "; Path=/; HttpOnly; SameSite=Strict" + (secure ? "; Secure" : "");
    }

    private String tag(String text) {
        return encode(mac("value " + text));
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private byte[] mac(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
