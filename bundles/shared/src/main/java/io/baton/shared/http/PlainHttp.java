// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.http;

/**
 * The request attribute that lets a request without TLS from beyond loopback pass. The bundle that decides about plain
 * HTTP sets it; while that bundle is absent such requests are refused.
 */
public final class PlainHttp {

    /** {@code Boolean.TRUE} on a request that may be served without TLS. */
    public static final String SERVED = "baton.plain.http.served";

    private PlainHttp() {}
}
