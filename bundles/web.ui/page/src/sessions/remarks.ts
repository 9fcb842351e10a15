// SPDX-License-Identifier: Apache-2.0

import { holder, reservedFor, type House } from "./house";
import { displayName, type SessionMode } from "./person";
import { cards } from "./rights";

/** Something worth saying once. */
export interface Remark {
  readonly words: string;
  /** Said at once, over whatever is being read: only for gaining and losing control. */
  readonly urgent: boolean;
  /** Also shown for a moment. */
  readonly shown: boolean;
}

/** What there is to say about the step from one state of the house to the next. */
export function remarks(before: House, after: House): readonly Remark[] {
  if (after.revision === -1) {
    return [];
  }
  if (before.revision === -1) {
    return [...arrival(after), ...waiting(before, after)];
  }
  const own = ownMode(before, after);
  const touched = before.mode === "primary" || after.mode === "primary";
  return [...own, ...(touched && own.length > 0 ? [] : control(before, after)), ...waiting(before, after)];
}

function arrival(house: House): readonly Remark[] {
  const words = standing(house);
  switch (house.arrival) {
    case "resumed":
      return [quiet(house.mode === "primary" ? "You are back. You still control." : `You are back. ${words}`, true)];
    case "anew":
      return [quiet(`Your earlier session is over, so you joined anew. ${words}`, true)];
    case "new":
      return [quiet(words, false)];
  }
}

function standing(house: House): string {
  switch (house.mode) {
    case "primary":
      return "You control the target.";
    case "pending":
      return "You are waiting to be let in.";
    case "queued":
      return `You are waiting for control. ${whoControls(house)}`;
    default:
      return `You are watching. ${whoControls(house)}`;
  }
}

/** A sentence on who has control, for somebody who has not. */
export function whoControls(house: House): string {
  const control = house.control;
  switch (control.state) {
    case "vacant":
      return "Nobody controls the target.";
    case "reserved": {
      const owner = reservedFor(house);
      return owner === undefined
        ? "Control is kept for somebody who lost the connection."
        : `Control is kept for ${displayName(owner)}, who lost the connection.`;
    }
    default: {
      const person = holder(house);
      return person === undefined ? "" : `${displayName(person)} controls the target.`;
    }
  }
}

function ownMode(before: House, after: House): readonly Remark[] {
  if (before.mode === after.mode) {
    return [];
  }
  if (after.mode === "primary") {
    return [{ words: gained(after.cause), urgent: true, shown: true }];
  }
  if (before.mode === "primary") {
    return [{ words: `${lost(after.cause)} ${whoControls(after)}`.trim(), urgent: true, shown: true }];
  }
  if (before.mode === "pending") {
    return [quiet(`You were let in. ${whoControls(after)}`.trim(), true)];
  }
  if (after.mode === "queued") {
    return [quiet("You asked for control.", false)];
  }
  return before.mode === "queued" ? [refused(after.cause, after.mode)] : [];
}

function gained(cause: string | undefined): string {
  switch (cause) {
    case "request_approved":
      return "Your request was approved: you control the target now.";
    case "transferred":
      return "Control was handed over to you.";
    case "claimed":
    case "requested":
      return "You took control.";
    case "resumed":
      return "You are back. You still control.";
    default:
      return "You control the target now.";
  }
}

function lost(cause: string | undefined): string {
  switch (cause) {
    case "released":
      return "You released control.";
    case "inactive":
      return "Control passed on, because nothing was typed or moved for a while.";
    default:
      return "You no longer control the target.";
  }
}

function refused(cause: string | undefined, mode: SessionMode): Remark {
  switch (cause) {
    case "request_denied":
      return quiet("Your request for control was denied.", true);
    case "timeout":
      return quiet("Nobody answered your request for control.", true);
    default:
      return quiet(mode === "observer" ? "You no longer ask for control." : "", false);
  }
}

/** Control passing between others: nothing to whoever waits at the door and does not know them. */
function control(before: House, after: House): readonly Remark[] {
  if (after.mode === "pending") {
    return [];
  }
  const key = ({ control: is }: House): string => `${is.state} ${is.state === "held" || is.state === "reserved" ? is.sessionId : ""}`;
  const words = whoControls(after);
  return key(before) === key(after) || words === "" || after.mode === "primary" ? [] : [quiet(words, true)];
}

/** Whoever began to wait for a decision of this person. The cards show it; this says it. */
function waiting(before: House, after: House): readonly Remark[] {
  const known = new Set(cards(before).map(({ kind, person }) => `${kind} ${person.id}`));
  return cards(after)
    .filter(({ kind, person }) => !known.has(`${kind} ${person.id}`))
    .map(({ kind, person }) =>
      quiet(`${displayName(person)} ${kind === "request" ? "asks for control." : "asks to be let in."}`, false),
    );
}

function quiet(words: string, shown: boolean): Remark {
  return { words, urgent: false, shown };
}
