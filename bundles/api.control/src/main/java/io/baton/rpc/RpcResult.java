// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc;

/** Results that are not a value. */
public enum RpcResult {
    /** The method has no result: {@code result} is left out. */
    VOID,
    /** The result is JSON null. */
    NULL
}
