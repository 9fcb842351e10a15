// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.rpc.RpcException;
import io.baton.rpc.RpcResult;
import io.baton.shared.json.JsonCodec;
import org.jspecify.annotations.Nullable;

/** Writes responses and events (JSON-RPC 2.0 §4.1, §5). */
final class ResponseWriter {

    private ResponseWriter() {}

    /** A success. A method without result leaves {@code result} out. */
    static String result(String id, Object result) {
        return Request.JSON.write(json -> {
            json.writeStringField("jsonrpc", "2.0");
            if (result == RpcResult.NULL) {
                json.writeNullField("result");
            } else if (result != RpcResult.VOID) {
                json.writeFieldName("result");
                JsonCodec.write(json, result);
            }
            json.writeFieldName("id");
            json.writeRawValue(id);
        });
    }

    /** An error with code and message only. */
    static String error(String id, int code, String message) {
        return error(id, code, message, "", 0, null);
    }

    static String error(String id, RpcException e, String correlation) {
        String message = e.getMessage();
        return error(id, e.code(), message == null ? "" : message, e.data(), e.retryAfterMillis(), correlation);
    }

    /**
     * @param data the reason, shown by clients; empty for none
     * @param retryAfterMillis when a retry may succeed; 0 for never
     * @param correlation the id of the log entry; null without one
     */
    static String error(
            String id, int code, String message, String data, long retryAfterMillis, @Nullable String correlation) {
        return Request.JSON.write(json -> {
            json.writeStringField("jsonrpc", "2.0");
            json.writeObjectFieldStart("error");
            json.writeNumberField("code", code);
            json.writeStringField("message", message);
            if (!data.isEmpty()) {
                json.writeStringField("data", data);
            }
            if (retryAfterMillis > 0) {
                json.writeNumberField("retryAfterMillis", retryAfterMillis);
            }
            if (correlation != null) {
                json.writeStringField("correlationId", correlation);
            }
            json.writeEndObject();
            json.writeFieldName("id");
            json.writeRawValue(id);
        });
    }

    static String event(String method, Object params) {
        return Request.JSON.write(json -> {
            json.writeStringField("jsonrpc", "2.0");
            json.writeStringField("method", method);
            if (params == RpcResult.NULL) {
                json.writeNullField("params");
            } else if (params != RpcResult.VOID) {
                json.writeFieldName("params");
                JsonCodec.write(json, params);
            }
        });
    }
}
