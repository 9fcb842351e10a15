// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc;

import io.baton.session.Outcome;

/** An error the caller is told (JSON-RPC 2.0 §5.1). */
public final class RpcException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Code of a refusal that has a reason in {@code data}. */
    public static final int REFUSED = -32_000;

    /** Code the wire's clients expect for missing or wrong parameters. */
    public static final int INTERNAL = -32_603;

    private final int code;
    private final String data;
    private final long retryAfterMillis;

    private RpcException(int code, String message, String data, long retryAfterMillis) {
        super(message);
        this.code = code;
        this.data = data;
        this.retryAfterMillis = retryAfterMillis;
    }

    /** A missing, malformed or out-of-range parameter; {@code what} goes to {@code data}, which clients show. */
    public static RpcException badParameter(String what) {
        return new RpcException(INTERNAL, "Internal error", what, 0);
    }

    /** A refusal with its stable reason. */
    public static RpcException refused(Outcome.Refused refusal) {
        return new RpcException(
                REFUSED,
                refusal.message(),
                refusal.reason().wireName(),
                refusal.retryAfter().toMillis());
    }

    public int code() {
        return code;
    }

    public String data() {
        return data;
    }

    /** Milliseconds after which trying again may help; 0 when waiting does not help. */
    public long retryAfterMillis() {
        return retryAfterMillis;
    }
}
