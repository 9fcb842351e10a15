// SPDX-License-Identifier: Apache-2.0

import { holder, reservedFor, type Control, type House } from "../sessions/house";
import { displayName, type Person, type Role, type SessionMode } from "../sessions/person";

/** Sentences on sessions and control. */

export function modeWords(mode: SessionMode, queuePosition?: number): string {
  switch (mode) {
    case "primary":
      return "You control";
    case "queued":
      return queuePosition === undefined ? "In queue" : `${ordinal(queuePosition)} in queue`;
    case "pending":
      return "Waiting to be let in";
    case "observer":
      return "Watching";
    case "unknown":
      return "Connected";
  }
}

/** Who has control, for the bar; empty while that is not known. */
export function controlWords(house: House): string {
  switch (house.control.state) {
    case "vacant":
      return "Nobody controls";
    case "reserved": {
      const owner = reservedFor(house);
      return owner === undefined ? "Kept for somebody" : `Kept for ${displayName(owner)}`;
    }
    default: {
      const person = holder(house);
      return person === undefined ? "" : `${displayName(person)} controls`;
    }
  }
}

/** Why nobody has control; undefined where there is nothing to explain. */
export function vacancyWords(control: Control): string | undefined {
  if (control.state !== "vacant") {
    return undefined;
  }
  switch (control.reason) {
    case "no_candidate":
      return "Nobody here may have control without asking for it.";
    case "auto_promote_off":
      return "Control is given only to those who ask for it.";
    case "emergency_rate":
      return "Control passed by itself too often in a short time. It will again in a moment, or take it.";
    case "emergency_streak":
      return "Control passed by itself several times in a row. Somebody has to take it.";
    default:
      return "Control is free for whoever takes it.";
  }
}

export function roleWords(role: Role | undefined): string | undefined {
  switch (role) {
    case "admin":
      return "Admin";
    case "viewer":
      return "Viewer";
    default:
      return undefined;
  }
}

/** What somebody in the list does; what has an end is followed by a countdown. */
export function doingWords(person: Person): string {
  if (person.inGrace) {
    return "Reconnecting";
  }
  switch (person.mode) {
    case "primary":
      return "Controls";
    case "queued":
      return person.queuePosition === undefined ? "Asks for control" : `${ordinal(person.queuePosition)} in queue`;
    case "pending":
      return person.pendingReasons.includes("nickname") ? "At the door, choosing a name" : "At the door";
    default:
      return "Watches";
  }
}

/** When what somebody does ends, if it does. */
export function doingUntil(person: Person): number | undefined {
  if (person.inGrace || person.mode === "pending") {
    return person.until;
  }
  return person.mode === "queued" ? person.requestUntil : undefined;
}

export function ordinal(place: number): string {
  const tens = place % 100;
  const suffix = tens >= 11 && tens <= 13 ? "th" : (["th", "st", "nd", "rd"][place % 10] ?? "th");
  return `${place}${suffix}`;
}

/** What is known of somebody who waits for a decision. */
export function factsOf(person: Person): readonly (readonly [string, string])[] {
  const facts: [string, string | undefined][] = [
    ["Browser", person.browser],
    ["Account", person.user],
    ["Address", person.source],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== undefined);
}
