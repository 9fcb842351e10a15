// SPDX-License-Identifier: Apache-2.0

import { RpcError } from "../protocol/jsonrpc";

const REFUSED = -32000;

/** What to say about a call that did not do what was wanted. The device's own sentence comes first. */
export function failureWords(error: unknown): string {
  if (!(error instanceof RpcError)) {
    return "That did not work.";
  }
  if (error.code === REFUSED) {
    return error.message.includes(" ") ? error.message : reasonWords(error.data);
  }
  switch (error.message) {
    case "timeout":
      return "The device did not answer in time.";
    case "closed":
      return "The connection was lost. Try again when it is back.";
    default:
      return "The device could not do that.";
  }
}

function reasonWords(reason: unknown): string {
  switch (reason) {
    case "not_allowed":
      return "This is not possible at the moment.";
    case "unknown_session":
      return "They are not here any more.";
    case "not_in_control":
      return "Only who controls the target may do this.";
    case "bad_value":
      return "The device does not accept this.";
    case "name_taken":
      return "Somebody here has this name. Choose another.";
    case "rate_limited":
      return "That was too often. Wait a moment.";
    case "busy":
    case "temporarily_unavailable":
      return "The device is busy. Try again in a moment.";
    default:
      return "The device refused this.";
  }
}
