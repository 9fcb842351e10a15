// SPDX-License-Identifier: Apache-2.0

import type { Problem } from "../problem";

/** By code: what it means, and what the user can do. `docs/errors.md` has the same for clients. */
const TEXTS: Readonly<Record<string, readonly [meaning: string, advice: string]>> = {
  bad_value: ["The device does not accept this value.", "Correct it and try again."],
  busy: ["The device is busy.", "Try again in a moment."],
  capacity: ["All sessions are in use.", "Try again when one has ended."],
  cool_down: ["This is not possible again yet.", "Wait a moment."],
  name_taken: ["Another session has this name.", "Choose another."],
  not_allowed: ["This is not possible at the moment.", "Ask an administrator, or try again later."],
  not_in_control: ["Only the session in control may do this.", "Request control first."],
  rate_limited: ["Too many attempts.", "Wait a moment."],
  stale_epoch: ["Control has passed on in the meantime.", "Request control again."],
  target_off: ["The target is off or not connected.", "Switch it on, or check the cable."],
  temporarily_unavailable: ["This part of the device is being replaced.", "Try again in a moment."],
  unknown_session: ["That session has ended.", "Look at the list of sessions."],
  bad_body: ["The request was damaged on its way.", "Try again."],
  bad_candidate: ["The device does not understand a network address of this browser.", "Reload the page."],
  bad_frame: ["The device does not understand this page.", "Reload the page."],
  bad_offer: ["The device cannot use this browser's offer.", "Reload the page, or use another browser."],
  bad_request: ["The device does not understand the request.", "Reload the page."],
  foreign_origin: ["This page comes from elsewhere.", "Open the page of the device itself."],
  internal_error: ["The device failed.", "Its log has the details under the reference below."],
  login_required: ["Your login has ended.", "Log in again."],
  malformed_json: ["The device does not understand the request.", "Reload the page."],
  no_offer: ["The device does not understand this page.", "Reload the page."],
  no_signal: ["The target sends no picture.", "Switch it on, or check the cable."],
  not_found: ["This part of the device is missing.", "Reload the page, or update the device."],
  not_json: ["The device does not understand the request.", "Reload the page."],
  too_large: ["This is larger than the device accepts.", "Use something smaller."],
  too_many_candidates: ["This browser has too many network addresses.", "Turn some of its networks off."],
  too_slow: ["The request took too long on its way.", "Try again."],
  unknown_host: ["The device does not know the name in the address bar.", "Open the page by a name of the device."],
  unsupported_offer: ["The device cannot send what this browser shows.", "Use another browser."],
  upgrade_required: ["The connection was not made as a WebSocket.", "Reload the page."],
  wrong_method: ["The device does not understand the request.", "Reload the page."],
  already_set_up: ["The device is set up already.", "Log in."],
  setup_code_required: ["The set-up needs a code.", "Enter the code that the device prints at its start."],
  bad_password: ["The password is wrong.", "Check name, password and the Caps Lock key."],
  totp_required: ["The account has a second factor.", "Enter the code of your authenticator app."],
  bad_totp: ["The code is wrong, or was used before.", "Wait for the next code of your authenticator app."],
  bad_link: ["This link has expired or was revoked.", "Ask for a new one."],
  network_served: ["The device serves the network and needs its password.", "Keep it."],
  no_password: ["The device has no password.", "Set one first."],
  accounts_unreadable: ["The device cannot read its accounts.", "Set it up again with the code that it prints at its start."],
  not_enrolled: ["The new second factor has expired.", "Begin again."],
  exists: ["There is an account of this name.", "Choose another name."],
  last_admin: ["This would leave no administrator.", "Make another one first."],
  unknown_account: ["This account was deleted.", "Open the list again."],
  unknown_login: ["This login has ended.", "Open the list again."],
  unknown_token: ["This token was revoked or has expired.", "Open the list again."],
  unknown_link: ["This link was revoked or has expired.", "Open the list again."],
  already_installed: ["The device has this version.", "Nothing needs to be done."],
  api_range: ["This upgrade needs another version of the device's software.", "Install the upgrade that it builds upon first."],
  bad_archive: ["This is no upgrade file.", "Download it again."],
  bad_manifest: ["The upgrade file is damaged.", "Download it again."],
  bad_signature: ["The signature does not belong to this file.", "Download it again, from its maker."],
  digest_mismatch: ["The upgrade file is damaged.", "Download it again."],
  downgrade: ["This upgrade is older than what is installed.", "Use a newer one, or roll back."],
  empty: ["The file is empty.", "Choose another file."],
  no_space: ["The device has not enough space.", "Free some, or restart the device."],
  not_upgradable: ["This part cannot be replaced by an upgrade file.", "Install another image of the device."],
  nothing_to_roll_back: ["There is nothing to roll back.", "The device runs what it ran before."],
  security_floor: ["This version has a known weakness and is not installed any more.", "Use a newer one."],
  state_schema: ["This upgrade cannot go on with what the device is doing.", "Use another version."],
  storage: ["The device could not write to its storage.", "Its log has the details under the reference below."],
  truncated: ["The upgrade file is incomplete.", "Download it again."],
  unknown_key: ["The device does not know the key of this file.", "Use a file of the device's maker."],
  unresolved: ["The upgrade lacks something that it needs.", "Use a complete upgrade file."],
  unsigned: ["The file has no signature.", "Use a file of the device's maker."],
  would_refresh: ["This upgrade would interrupt the video.", "Install it as an image of the device."],
  wrong_product: ["This upgrade is made for another product.", "Use one for this device."],
  unreachable: ["The device does not answer.", "Check the network and try again."],
};

const UNKNOWN = ["The device refused this.", "Try again, or look into the log of the device."] as const;

/** Returns what was refused and what to do; the sentence of the device takes precedence. */
export function problemText(problem: Problem): string {
  if (problem.code === undefined) {
    return problem.message;
  }
  const [meaning, advice] = TEXTS[problem.code] ?? UNKNOWN;
  // Other firmware sends the reason alone, which is no sentence for a user.
  if (!problem.message.includes(" ")) {
    return `${meaning} ${advice}`;
  }
  // The texts of JetKVM's API end without a full stop and say what is wrong, but not what to do.
  return /[.!?]$/.test(problem.message) ? problem.message : `${problem.message}. ${advice}`;
}

/** Returns code and correlation id, for a report to an administrator; undefined where the device gave none. */
export function problemReference(problem: Problem): string | undefined {
  if (problem.code === undefined || problem.code === "unreachable") {
    return undefined;
  }
  return problem.correlationId === undefined ? problem.code : `${problem.code} · ${problem.correlationId}`;
}

/** Returns whether the page has words for a code. */
export function isKnownCode(code: string): boolean {
  return code in TEXTS;
}
