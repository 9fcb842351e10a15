// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { cards, offers, rowOffers } from "../src/sessions/rights";
import { house, row, type Row } from "./people";

const offered = (rows: readonly Row[], over: Row = {}): string[] =>
  offers(house(rows, over)).map(({ action, why }) => (why === undefined ? action : `(${action})`));
const admin = { role: "admin" };
const vacant = { control: { state: "vacant", reason: "no_candidate" } };
const kept = { control: { state: "reserved", sessionId: "ada", secondsLeft: 7 } };

describe("what is offered", () => {
  it("to who controls: to release it", () => expect(offered([row("me", "primary", admin)])).toEqual(["release"]));
  it("to a watcher: to ask", () => expect(offered([row("me", "observer"), row("ada", "primary")])).toEqual(["ask"]));
  it("to who has asked: to take it back", () =>
    expect(offered([row("me", "queued"), row("ada", "primary")])).toEqual(["cancel"]));
  it("to an admin who watches: to take over as well, asked once more", () => {
    expect(offered([row("me", "observer", admin), row("ada", "primary")])).toEqual(["ask", "takeOver"]);
    expect(offers(house([row("me", "observer", admin), row("ada", "primary")]))[1]?.confirm).toContain("ada");
  });
  it("to an admin while control is kept: to claim it", () =>
    expect(offered([row("me", "observer", admin), row("ada", "primary", { inGrace: true })], kept)).toEqual(["ask", "claim"]));
  it("to anybody while it is vacant: to take it, without asking and without claiming", () => {
    for (const mode of ["observer", "queued"]) {
      expect(offered([row("me", mode, admin)], vacant)).toEqual(["ask"]);
      expect(offers(house([row("me", mode)], vacant))[0]?.label).toBe("Take control");
    }
  });
  it("to a viewer: nothing, and why", () =>
    expect(offered([row("me", "observer", { role: "viewer" }), row("ada", "primary")])).toEqual(["(ask)"]));
  it("at the door: nothing", () => expect(offered([row("me", "pending", admin)])).toEqual([]));
});

describe("what is offered about somebody", () => {
  const about = (rows: readonly Row[], id: string): string[] => {
    const here = house(rows);
    const person = here.people.find((each) => each.id === id);
    return person === undefined ? [] : rowOffers(here, person).map(({ action, why }) => (why === undefined ? action : `(${action})`));
  };
  it("who watches, to who controls: to hand over, at once", () => {
    const rows = [row("me", "primary"), row("bob", "observer")];
    expect(about(rows, "bob")).toEqual(["handOver"]);
    const here = house(rows);
    expect(rowOffers(here, here.people[1]!)[0]?.confirm).toBeUndefined();
  });
  it("to an admin: to hand over and to remove, both asked once more", () => {
    const rows = [row("me", "observer", admin), row("ada", "primary"), row("bob", "observer")];
    expect(about(rows, "bob")).toEqual(["handOver", "kick"]);
    expect(about(rows, "ada")).toEqual(["kick"]);
    const here = house(rows);
    expect(rowOffers(here, here.people.find(({ id }) => id === "bob")!).every(({ confirm }) => confirm !== undefined)).toBe(true);
  });
  it("who may not control or is away: why not", () => {
    const rows = [row("me", "primary"), row("wall", "observer", { mayControl: false }), row("bob", "observer", { inGrace: true })];
    expect(about(rows, "wall")).toEqual(["(handOver)"]);
    expect(about(rows, "bob")).toEqual(["(handOver)"]);
  });
  it("to a watcher, about oneself, and about who is at the door: nothing", () => {
    expect(about([row("me", "observer"), row("bob", "observer")], "bob")).toEqual([]);
    expect(about([row("me", "primary", admin)], "me")).toEqual([]);
    expect(about([row("me", "primary"), row("eve", "pending")], "eve")).toEqual([]);
  });
});

describe("a card", () => {
  const who = (rows: readonly Row[]): string[] => cards(house(rows)).map(({ kind, person }) => `${kind} ${person.id}`);
  const asking = [row("bob", "queued", { queuePosition: 2 }), row("cay", "queued", { queuePosition: 1 })];
  const eve = row("eve", "pending", { pendingReasons: ["approval"] });
  it("is there for each who asks who controls, in the order of the queue", () =>
    expect(who([row("me", "primary"), ...asking])).toEqual(["request cay", "request bob"]));
  it("of a request is not for an admin who only watches", () =>
    expect(who([row("me", "observer", admin), row("ada", "primary"), ...asking])).toEqual([]));
  it("of a newcomer is for who controls and for admins", () => {
    expect(who([row("me", "primary"), eve])).toEqual(["newcomer eve"]);
    expect(who([row("me", "observer", admin), row("ada", "primary"), eve])).toEqual(["newcomer eve"]);
    expect(who([row("me", "observer"), row("ada", "primary"), eve])).toEqual([]);
  });
  it("waits until a newcomer has a name", () =>
    expect(who([row("me", "primary"), row("eve", "pending", { pendingReasons: ["nickname", "approval"] })])).toEqual([]));
  it("of somebody who is away can be denied only", () =>
    expect(cards(house([row("me", "primary"), row("bob", "queued", { inGrace: true })]))[0]?.why).toContain("not connected"));
});
