// SPDX-License-Identifier: Apache-2.0

import { reservedFor, holder, type House } from "./house";
import { displayName, type Person } from "./person";

/** Something about control that this person can do now, or would if it were not for `why`. */
export interface Offer {
  readonly action: "ask" | "cancel" | "release" | "claim" | "takeOver";
  readonly label: string;
  readonly strong: boolean;
  /** Why it cannot be done. */
  readonly why?: string;
  /** What to ask before it is done. */
  readonly confirm?: string;
}

export function admitted(house: House): boolean {
  return house.mode === "primary" || house.mode === "observer" || house.mode === "queued";
}

export function administers(house: House): boolean {
  return admitted(house) && house.role === "admin";
}

/** Says who has control and lets newcomers in. */
export function moderates(house: House): boolean {
  return house.mode === "primary" || administers(house);
}

/** What is offered beside the words on who has control. */
export function offers(house: House): readonly Offer[] {
  switch (house.mode) {
    case "primary":
      return [{ action: "release", label: "Release control", strong: false }];
    case "observer":
    case "queued":
      return [...asking(house), ...taking(house)];
    default:
      return [];
  }
}

function asking(house: House): readonly Offer[] {
  if (house.role === "viewer") {
    return [{ action: "ask", label: "Ask for control", strong: false, why: "You may watch here, not control." }];
  }
  if (house.control.state === "vacant") {
    return [{ action: "ask", label: "Take control", strong: true }];
  }
  return house.mode === "queued"
    ? [{ action: "cancel", label: "Cancel request", strong: false }]
    : [{ action: "ask", label: "Ask for control", strong: true }];
}

function taking(house: House): readonly Offer[] {
  if (!administers(house)) {
    return [];
  }
  if (house.control.state === "reserved") {
    const owner = reservedFor(house);
    const name = owner === undefined ? "somebody who lost the connection" : displayName(owner);
    return [{ action: "claim", label: "Take over", strong: false, confirm: `Control is kept for ${name}. Take it all the same?` }];
  }
  const primary = holder(house);
  return house.control.state === "held" && primary !== undefined
    ? [{ action: "takeOver", label: "Take over", strong: false, confirm: `Take control away from ${displayName(primary)}?` }]
    : [];
}

/** What can be done about somebody in the list; `why` says why not. */
export interface RowOffer {
  readonly action: "handOver" | "kick";
  readonly label: string;
  readonly why?: string;
  readonly confirm?: string;
}

export function rowOffers(house: House, person: Person): readonly RowOffer[] {
  if (person.id === house.me || house.mode === "unknown") {
    return [];
  }
  const found: RowOffer[] = [];
  const name = displayName(person);
  if (moderates(house) && person.mode !== "primary" && person.mode !== "pending") {
    const why = unfit(person);
    found.push({
      action: "handOver",
      label: `Hand control over to ${name}`,
      ...(why === undefined ? {} : { why }),
      ...(house.mode === "primary" ? {} : { confirm: `Hand control over to ${name}?` }),
    });
  }
  if (administers(house)) {
    found.push({
      action: "kick",
      label: `Remove ${name}`,
      confirm: `Remove ${name}? They cannot come back for a while.`,
    });
  }
  return found;
}

function unfit(person: Person): string | undefined {
  if (!person.mayControl) {
    return `${displayName(person)} may watch here, not control.`;
  }
  return person.inGrace ? `${displayName(person)} is not connected at the moment.` : undefined;
}

/** Somebody waits for a decision of this person. */
export interface Card {
  readonly kind: "request" | "newcomer";
  readonly person: Person;
  readonly until?: number;
  /** Why it cannot be approved now. */
  readonly why?: string;
}

/** In the order they asked. Newcomers who have something to do themselves first are not shown yet. */
export function cards(house: House): readonly Card[] {
  const others = house.people.filter((person) => person.id !== house.me);
  const requests = house.mode !== "primary" ? [] : others.filter((person) => person.mode === "queued").map(request);
  const newcomers = !moderates(house)
    ? []
    : others.filter((person) => person.mode === "pending" && !person.inGrace && awaitsApproval(person)).map(newcomer);
  return [...requests, ...newcomers];
}

function awaitsApproval(person: Person): boolean {
  return person.pendingReasons.every((reason) => reason === "approval");
}

function request(person: Person): Card {
  const why = unfit(person);
  return {
    kind: "request",
    person,
    ...(person.requestUntil === undefined ? {} : { until: person.requestUntil }),
    ...(why === undefined ? {} : { why }),
  };
}

function newcomer(person: Person): Card {
  return { kind: "newcomer", person, ...(person.until === undefined ? {} : { until: person.until }) };
}
