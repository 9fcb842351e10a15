// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { attached, empty, hear, holder, reservedFor, seated, self, stillHere } from "../src/sessions/house";
import { displayName, peopleOf } from "../src/sessions/person";
import { house, row, snapshot, told } from "./people";

describe("the list of who is here", () => {
  const rows = [
    { id: "d", mode: "queued", queuePosition: 2, created_at: "2026-01-01T08:00:00Z" },
    { id: "c", mode: "observer", created_at: "2026-01-01T10:00:00Z", browser: "firefox" },
    { id: "b", mode: "observer", createdAt: "2026-01-01T09:00:00Z" },
    { id: "e", mode: "queued", queuePosition: 1, created_at: "2026-01-01T11:00:00Z" },
    { id: "a", mode: "primary", nickname: "Ada" },
    { mode: "observer" },
    null,
  ];
  it("starts with who controls, then the queue in its order, then by age, and skips what has no id", () =>
    expect(peopleOf(rows, 0).map((person) => person.id)).toEqual(["a", "e", "d", "b", "c"]));
  it("is empty for anything else", () => expect(peopleOf("x", 0)).toEqual([]));
  it("never shows an id as a name", () =>
    expect(peopleOf(rows, 0).map(displayName).slice(0, 5)).toEqual(["Ada", "Guest", "Guest", "Guest", "Guest on Firefox"]));
  it("reads what each state has left as a time", () =>
    expect(
      peopleOf([{ id: "a", mode: "queued", inGrace: true, secondsLeft: 8, requestSecondsLeft: 40, mayControl: false }], 1000)[0],
    ).toMatchObject({ inGrace: true, until: 9000, requestUntil: 41_000, mayControl: false }));
});

describe("a snapshot", () => {
  const before = house([row("me", "observer"), row("ada", "primary")]);
  it("says who, what and in which role this page is", () =>
    expect(before).toMatchObject({ me: "me", mode: "observer", role: "operator", nickname: "me", revision: 1 }));
  it("names who controls", () => expect(holder(before)?.id).toBe("ada"));
  it("that is older changes nothing", () => {
    const newer = told(before, 5, [row("me", "primary")]);
    expect(told(newer, 4, [row("me", "observer")])).toBe(newer);
  });
  it("with the same revision counts: the counting of seconds may have gone on", () =>
    expect(told(before, 1, [row("me", "observer")]).people).toHaveLength(1));
  it("with a smaller revision counts after another start of the device, as a new link", () => {
    const late = told(before, 900, [row("me", "primary")]);
    const again = seated(late, { sessionId: "me2", mode: "observer" });
    expect(hear(again, "sessionsUpdated", snapshot(2, [row("me2", "observer")], { yourId: "me2" }), 0).revision).toBe(2);
  });
  it("with a smaller revision counts when this page is somebody else now", () => {
    const late = told(before, 900, [row("me", "primary")]);
    const next = hear(late, "sessionsUpdated", snapshot(2, [row("you", "observer")], { yourId: "you", yourMode: "observer" }), 0);
    expect(next).toMatchObject({ revision: 2, me: "you", mode: "observer" });
  });
  it("of a device without `control` still shows who has it", () =>
    expect(told(before, 2, [row("me", "observer"), row("bob", "primary")], { control: undefined }).control).toEqual({
      state: "held",
      sessionId: "bob",
    }));
  it("tells for whom control is kept, and how long", () => {
    const kept = told(before, 2, [row("me", "observer"), row("ada", "primary", { inGrace: true, secondsLeft: 7 })], {
      control: { state: "reserved", sessionId: "ada", secondsLeft: 7 },
    });
    expect(kept.control).toEqual({ state: "reserved", sessionId: "ada", until: 7000 });
    expect(reservedFor(kept)?.id).toBe("ada");
    expect(holder(kept)).toBeUndefined();
  });
});

describe("a deadline", () => {
  const asks = (seconds: number) => [row("me", "primary"), row("bob", "queued", { requestSecondsLeft: seconds })];
  const first = house(asks(60));
  const until = (of: typeof first): number | undefined => of.people.find(({ id }) => id === "bob")?.requestUntil;
  it("does not jump about with whole seconds", () => {
    expect(until(told(first, 2, asks(58), {}, 1300))).toBe(60_000);
  });
  it("moves when it really does", () => expect(until(told(first, 2, asks(60), {}, 20_000))).toBe(80_000));
});

describe("a change of mode", () => {
  const watching = house([row("me", "observer"), row("ada", "primary")]);
  const gained = hear(watching, "modeChanged", { mode: "primary", reason: "transferred" }, 0);
  it("is there before the list is", () => {
    expect(gained).toMatchObject({ mode: "primary", cause: "transferred", control: { state: "held", sessionId: "me" } });
    expect(self(gained)?.mode).toBe("primary");
    expect(holder(gained)?.id).toBe("me");
  });
  it("keeps its cause through the list that follows", () =>
    expect(told(gained, 2, [row("me", "primary"), row("ada", "observer")]).cause).toBe("transferred"));
  it("to nothing known is ignored", () => expect(hear(watching, "modeChanged", { mode: "king" }, 0)).toBe(watching));
  it("away from control leaves open who has it now", () => {
    const lost = hear(gained, "modeChanged", { mode: "observer", reason: "released" }, 0);
    expect(lost.control).toEqual({ state: "unknown" });
  });
});

describe("a seat", () => {
  it("is new on a fresh page", () => expect(seated(empty(), { sessionId: "me" }).arrival).toBe("new"));
  it("is resumed by who had it before a reload", () =>
    expect(seated(empty("me"), { sessionId: "me", mode: "primary" })).toMatchObject({ arrival: "resumed", mode: "primary" }));
  it("is another one when the old one is gone", () =>
    expect(seated(empty("me"), { sessionId: "you" })).toMatchObject({ arrival: "anew", me: "you" }));
  it("on the same link through another socket keeps the revision", () =>
    expect(attached(house([row("me", "observer")]), { sessionId: "me", mode: "observer" }).revision).toBe(1));
});

describe("the door", () => {
  const waits = (seconds: number) => [row("me", "pending", { pendingReasons: ["approval"], secondsLeft: seconds })];
  const alone = hear(house(waits(60)), "noApprover", {}, 0);
  it("has nobody to open it until the time there starts anew", () => {
    expect(alone.noApprover).toBe(true);
    expect(told(alone, 2, waits(50), {}, 10_000).noApprover).toBe(true);
    expect(told(alone, 2, waits(60), {}, 30_000).noApprover).toBe(false);
  });
  it("has nobody to open it, although the first list comes after the news", () => {
    const early = hear(seated(empty(), { sessionId: "me", mode: "pending" }), "noApprover", {}, 0);
    expect(told(early, 1, waits(60)).noApprover).toBe(true);
  });
  it("is forgotten inside", () => expect(told(alone, 2, [row("me", "observer")]).noApprover).toBe(false));
});

it("expires unless somebody is still there", () => {
  const expiring = hear(house([row("me", "observer")]), "sessionExpiring", { seconds: 60 }, 1000);
  expect(expiring.expiresAt).toBe(61_000);
  expect(stillHere(expiring).expiresAt).toBeUndefined();
});

it.each([undefined, null, 3, "x", [], { sessions: 5 }, { revision: "x", sessions: [{}] }])(
  "survives %j as a snapshot",
  (value) => expect(hear(empty(), "sessionsUpdated", value, 0).people).toEqual([]),
);
