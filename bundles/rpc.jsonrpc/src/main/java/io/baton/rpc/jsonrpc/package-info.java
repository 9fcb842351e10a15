// SPDX-License-Identifier: Apache-2.0
/** Speaks JSON-RPC 2.0 on the rpc channel; the methods come from other bundles. */
@NullMarked
package io.baton.rpc.jsonrpc;

import org.jspecify.annotations.NullMarked;
