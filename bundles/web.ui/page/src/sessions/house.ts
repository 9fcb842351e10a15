// SPDX-License-Identifier: Apache-2.0

import { asJson, known, number, text, type Json } from "../read";
import type { SessionGrant } from "../protocol/signalling";
import { modeOf, peopleOf, roleOf, type Person, type Role, type SessionMode } from "./person";

/** Who has control. */
export type Control =
  | { readonly state: "unknown" }
  | { readonly state: "held"; readonly sessionId?: string }
  | { readonly state: "reserved"; readonly sessionId?: string; readonly until?: number }
  | { readonly state: "vacant"; readonly reason?: string };

/** Everything this page knows about who is here and who may what. Immutable; {@link hear} makes the next one. */
export interface House {
  /** Of the last snapshot; −1 before the first. */
  readonly revision: number;
  readonly me?: string;
  readonly mode: SessionMode;
  /** Why the mode is what it is, in the device's word. */
  readonly cause?: string;
  readonly role?: Role;
  readonly nickname?: string;
  readonly control: Control;
  readonly people: readonly Person[];
  readonly maxSessions?: number;
  /** How this page came in: as somebody new, as who it was before, or anew because its place was gone. */
  readonly arrival: "new" | "resumed" | "anew";
  /** Waits at the door, and nobody who could open is here. */
  readonly noApprover: boolean;
  /** When the session ends unless somebody shows that they are there. */
  readonly expiresAt?: number;
}

/** @param me who this tab was before a reload */
export function empty(me?: string): House {
  return {
    revision: -1,
    mode: "unknown",
    control: { state: "unknown" },
    people: [],
    arrival: "new",
    noApprover: false,
    ...known({ me }),
  };
}

/** The device gave us a seat on a new link. Its revisions count anew: it may have been started in between. */
export function seated(house: House, grant: SessionGrant): House {
  const back = grant.sessionId !== undefined && grant.sessionId === house.me;
  const { cause: _cause, expiresAt: _expires, ...rest } = house;
  return {
    ...rest,
    ...grants(grant),
    revision: -1,
    noApprover: false,
    arrival: back ? "resumed" : house.me === undefined ? "new" : "anew",
  };
}

/** The same seat on the same link, through another socket. */
export function attached(house: House, grant: SessionGrant): House {
  return { ...house, ...grants(grant) };
}

function grants(grant: SessionGrant): Partial<House> {
  const mode = modeOf(grant.mode);
  return known({
    me: grant.sessionId,
    nickname: text(grant.nickname),
    mode: mode === "unknown" ? undefined : mode,
  }) as Partial<House>;
}

/**
 * What the device tells over `rpc`; the same house for what is not about sessions or is out of date. Requests and
 * newcomers need no event: they are rows of the list, which is always sent and always whole.
 */
export function hear(house: House, event: string, value: unknown, now: number): House {
  const params = asJson(value);
  switch (event) {
    case "sessionsUpdated":
      return snapshot(house, params, now);
    case "modeChanged":
      return modeChanged(house, modeOf(params["mode"]), text(params["reason"]));
    case "noApprover":
      return { ...house, noApprover: true };
    case "controlVacant":
      return { ...house, control: { state: "vacant", ...known({ reason: text(params["reason"]) }) } };
    case "controlReserved":
      return { ...house, control: reserved(params["sessionId"], params["seconds"], house.control, now) };
    case "sessionExpiring":
      return { ...house, expiresAt: now + (number(params["seconds"]) ?? 60) * 1000 };
    default:
      return house;
  }
}

/** Somebody said that they are there. */
export function stillHere(house: House): House {
  const { expiresAt: _expires, ...rest } = house;
  return rest;
}

/** A newcomer asked again to be let in: somebody may have come who can. */
export function askedAgain(house: House): House {
  return { ...house, noApprover: false };
}

export function self(house: House): Person | undefined {
  return house.people.find((person) => person.id === house.me);
}

/** Who has control now. */
export function holder(house: House): Person | undefined {
  return house.people.find((person) => person.mode === "primary" && !person.inGrace);
}

/** Whom control is kept for. */
export function reservedFor(house: House): Person | undefined {
  const control = house.control;
  return control.state === "reserved" ? house.people.find((person) => person.id === control.sessionId) : undefined;
}

function snapshot(house: House, params: Json, now: number): House {
  const revision = number(params["revision"]) ?? house.revision + 1;
  const me = text(params["yourId"]) ?? house.me;
  if (me === house.me && revision < house.revision) {
    return house;
  }
  const people = steadied(house.people, peopleOf(params["sessions"], now));
  const own = people.find((person) => person.id === me);
  const said = modeOf(params["yourMode"] ?? own?.mode);
  const mode = said === "unknown" ? house.mode : said;
  const before = self(house)?.until;
  const longer = before !== undefined && (own?.until ?? 0) > before + SAME_MILLIS;
  const { cause, ...rest } = house;
  return {
    ...rest,
    revision,
    mode,
    people,
    control: controlOf(params["control"], people, house.control, now),
    // The time at the door starts anew when the first person hears of it.
    noApprover: house.noApprover && mode === "pending" && !longer,
    ...known({
      me,
      cause: mode === house.mode ? cause : undefined,
      nickname: own?.nickname ?? house.nickname,
      role: roleOf(params["yourRole"] ?? own?.role) ?? house.role,
      maxSessions: number(params["maxSessions"]) ?? house.maxSessions,
    }),
  } as House;
}

function controlOf(value: unknown, people: readonly Person[], before: Control, now: number): Control {
  const control = asJson(value);
  const sessionId = text(control["sessionId"]);
  switch (control["state"]) {
    case "held":
      return { state: "held", ...known({ sessionId }) };
    case "reserved":
      return reserved(control["sessionId"], control["secondsLeft"], before, now);
    case "vacant":
      return { state: "vacant", ...known({ reason: text(control["reason"]) }) };
    default: {
      const primary = people.find((person) => person.mode === "primary");
      return primary === undefined ? { state: "unknown" } : { state: "held", sessionId: primary.id };
    }
  }
}

function reserved(id: unknown, seconds: unknown, before: Control, now: number): Control {
  const left = number(seconds);
  const until = left === undefined ? undefined : now + left * 1000;
  const sessionId = text(id);
  const same = before.state === "reserved" && before.sessionId === sessionId;
  return { state: "reserved", ...known({ sessionId, until: same ? steady(before.until, until) : until }) };
}

/** The list follows within a moment; until then the rows this decides are put right here. */
function modeChanged(house: House, mode: SessionMode, cause: string | undefined): House {
  if (mode === "unknown") {
    return house;
  }
  const { cause: _, ...rest } = house;
  const gains = mode === "primary";
  const people = house.people.map((person) =>
    person.id === house.me
      ? { ...person, mode }
      : gains && person.mode === "primary"
        ? { ...person, mode: "observer" as const }
        : person,
  );
  const control: Control =
    gains && house.me !== undefined
      ? { state: "held", sessionId: house.me }
      : house.control.state === "held" && house.control.sessionId === house.me
        ? { state: "unknown" }
        : house.control;
  return { ...rest, mode, people, control, ...known({ cause }) };
}

/** Whole seconds, sent again and again, would let a countdown jump about: a deadline moves only when it really does. */
const SAME_MILLIS = 1500;

function steady(before: number | undefined, after: number | undefined): number | undefined {
  return before !== undefined && after !== undefined && Math.abs(before - after) <= SAME_MILLIS ? before : after;
}

function steadied(before: readonly Person[], after: readonly Person[]): readonly Person[] {
  return after.map((person) => {
    const old = before.find((other) => other.id === person.id);
    return old === undefined || old.mode !== person.mode
      ? person
      : {
          ...person,
          ...known({
            until: old.inGrace === person.inGrace ? steady(old.until, person.until) : person.until,
            requestUntil: steady(old.requestUntil, person.requestUntil),
          }),
        };
  });
}
