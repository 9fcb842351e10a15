// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.rpc.RpcException;
import io.baton.rpc.RpcResult;
import org.jspecify.annotations.Nullable;

/** The text of answers and events (JSON-RPC 2.0 §4.1, §5). */
final class ResponseWriter {

    private ResponseWriter() {}

    /** A success. A method without result leaves {@code result} out. */
    static String result(String id, Object result) {
        return Json.write(json -> {
            json.writeStringField("jsonrpc", "2.0");
            if (result == RpcResult.NULL) {
                json.writeNullField("result");
            } else if (result != RpcResult.VOID) {
                json.writeFieldName("result");
                Json.write(json, result);
            }
            json.writeFieldName("id");
            json.writeRawValue(id);
        });
    }

    /** An error that has nothing to add to its code. */
    static String error(String id, int code, String message) {
        return error(id, code, message, "", 0, null);
    }

    static String error(String id, RpcException e) {
        String message = e.getMessage();
        return error(id, e.code(), message == null ? "" : message, e.data(), e.retryAfterMillis(), null);
    }

    /**
     * @param data the reason, shown by clients; empty for none
     * @param retryAfterMillis when trying again may help; 0 for never
     * @param correlation what to look for in the log; null when there is nothing in it
     */
    static String error(
            String id, int code, String message, String data, long retryAfterMillis, @Nullable String correlation) {
        return Json.write(json -> {
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
        return Json.write(json -> {
            json.writeStringField("jsonrpc", "2.0");
            json.writeStringField("method", method);
            if (params == RpcResult.NULL) {
                json.writeNullField("params");
            } else if (params != RpcResult.VOID) {
                json.writeFieldName("params");
                Json.write(json, params);
            }
        });
    }
}
