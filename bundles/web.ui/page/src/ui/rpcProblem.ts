// SPDX-License-Identifier: Apache-2.0

import type { Problem } from "../problem";
import { RpcError } from "../protocol/jsonrpc";
import { defined, text } from "../read";

const REFUSED = -32000;

/** Returns why a call failed; of a refusal with the code and the correlation id of the device. */
export function rpcProblem(error: unknown): Problem {
  if (!(error instanceof RpcError)) {
    return { message: "The command failed. Try again." };
  }
  if (error.code === REFUSED) {
    return {
      message: error.message,
      code: text(error.data) ?? "unknown",
      ...defined({ correlationId: error.correlationId }),
    };
  }
  switch (error.message) {
    case "timeout":
      return { message: "The device did not answer in time. Try again." };
    case "closed":
      return { message: "The connection was lost. Try again when it is back." };
    default:
      return { message: "The device could not do that.", ...defined({ correlationId: error.correlationId }) };
  }
}
