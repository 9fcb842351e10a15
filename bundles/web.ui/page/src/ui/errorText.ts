// SPDX-License-Identifier: Apache-2.0

import { RpcError } from "../protocol/jsonrpc";

const REFUSED = -32000;

/** Returns the text for a failed call; the device's own sentence takes precedence. */
export function errorText(error: unknown): string {
  if (!(error instanceof RpcError)) {
    return "The command failed.";
  }
  if (error.code === REFUSED) {
    return error.message.includes(" ") ? error.message : reasonText(error.data);
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

function reasonText(reason: unknown): string {
  switch (reason) {
    case "not_allowed":
      return "This is not possible at the moment.";
    case "unknown_session":
      return "That session has ended.";
    case "not_in_control":
      return "Only the session in control may do this.";
    case "bad_value":
      return "The device does not accept this value.";
    case "name_taken":
      return "Another session has this name. Choose another.";
    case "rate_limited":
      return "Too many attempts. Wait a moment.";
    case "stale_epoch":
      return "Control has passed on in the meantime.";
    case "target_off":
      return "The target is off or not connected.";
    case "capacity":
      return "All sessions are in use.";
    case "cool_down":
      return "This is not possible again yet. Wait a moment.";
    case "busy":
    case "temporarily_unavailable":
      return "The device is busy. Try again in a moment.";
    default:
      return "The device refused this.";
  }
}
