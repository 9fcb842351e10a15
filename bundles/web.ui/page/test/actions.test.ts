// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { pendingDecisions, controlActions, sessionActions } from "../src/sessions/actions";
import { stateWith, row, type Row } from "./fixtures";

const offered = (rows: readonly Row[], over: Row = {}): string[] =>
  controlActions(stateWith(rows, over)).map(({ action, unavailableReason }) => (unavailableReason === undefined ? action : `(${action})`));
const admin = { role: "admin" };
const vacant = { control: { state: "vacant", reason: "no_candidate" } };
const kept = { control: { state: "reserved", sessionId: "ada", secondsLeft: 7 } };

describe("the control actions", () => {
  it("of the primary: release", () => expect(offered([row("me", "primary", admin)])).toEqual(["releaseControl"]));
  it("of an observer: request", () => expect(offered([row("me", "observer"), row("ada", "primary")])).toEqual(["requestControl"]));
  it("of a queued session: cancel", () =>
    expect(offered([row("me", "queued"), row("ada", "primary")])).toEqual(["cancelRequest"]));
  it("of an observing admin: take over as well, after confirmation", () => {
    expect(offered([row("me", "observer", admin), row("ada", "primary")])).toEqual(["requestControl", "takeOver"]);
    expect(controlActions(stateWith([row("me", "observer", admin), row("ada", "primary")]))[1]?.confirm).toContain("ada");
  });
  it("of an admin while control is reserved: claim", () =>
    expect(offered([row("me", "observer", admin), row("ada", "primary", { inGrace: true })], kept)).toEqual(["requestControl", "claimControl"]));
  it("of any session while control is vacant: take, not claim", () => {
    for (const mode of ["observer", "queued"]) {
      expect(offered([row("me", mode, admin)], vacant)).toEqual(["requestControl"]);
      expect(controlActions(stateWith([row("me", mode)], vacant))[0]?.label).toBe("Take control");
    }
  });
  it("of a viewer: an unavailable request with the reason", () =>
    expect(offered([row("me", "observer", { role: "viewer" }), row("ada", "primary")])).toEqual(["(requestControl)"]));
  it("of a pending session: none", () => expect(offered([row("me", "pending", admin)])).toEqual([]));
});

describe("the actions on another session", () => {
  const about = (rows: readonly Row[], id: string): string[] => {
    const here = stateWith(rows);
    const session = here.sessions.find((each) => each.id === id);
    return session === undefined ? [] : sessionActions(here, session).map(({ action, unavailableReason }) => (unavailableReason === undefined ? action : `(${action})`));
  };
  it("of the primary on an observer: hand over without confirmation", () => {
    const rows = [row("me", "primary"), row("bob", "observer")];
    expect(about(rows, "bob")).toEqual(["handOver"]);
    const here = stateWith(rows);
    expect(sessionActions(here, here.sessions[1]!)[0]?.confirm).toBeUndefined();
  });
  it("of an admin: hand over and remove, both after confirmation", () => {
    const rows = [row("me", "observer", admin), row("ada", "primary"), row("bob", "observer")];
    expect(about(rows, "bob")).toEqual(["handOver", "kick"]);
    expect(about(rows, "ada")).toEqual(["kick"]);
    const here = stateWith(rows);
    expect(sessionActions(here, here.sessions.find(({ id }) => id === "bob")!).every(({ confirm }) => confirm !== undefined)).toBe(true);
  });
  it("are unavailable, with the reason, for a session that may not control or is in grace", () => {
    const rows = [row("me", "primary"), row("wall", "observer", { mayControl: false }), row("bob", "observer", { inGrace: true })];
    expect(about(rows, "wall")).toEqual(["(handOver)"]);
    expect(about(rows, "bob")).toEqual(["(handOver)"]);
  });
  it("of an observer, on the own session and on a pending one: none", () => {
    expect(about([row("me", "observer"), row("bob", "observer")], "bob")).toEqual([]);
    expect(about([row("me", "primary", admin)], "me")).toEqual([]);
    expect(about([row("me", "primary"), row("eve", "pending")], "eve")).toEqual([]);
  });
});

describe("a pending decision", () => {
  const decisions = (rows: readonly Row[]): string[] => pendingDecisions(stateWith(rows)).map(({ kind, session }) => `${kind} ${session.id}`);
  const asking = [row("bob", "queued", { queuePosition: 2 }), row("cay", "queued", { queuePosition: 1 })];
  const eve = row("eve", "pending", { pendingReasons: ["approval"] });
  it("is shown to the primary for each request, in the order of the queue", () =>
    expect(decisions([row("me", "primary"), ...asking])).toEqual(["request cay", "request bob"]));
  it("of a request is not shown to an observing admin", () =>
    expect(decisions([row("me", "observer", admin), row("ada", "primary"), ...asking])).toEqual([]));
  it("of a join request is shown to the primary and to admins", () => {
    expect(decisions([row("me", "primary"), eve])).toEqual(["join eve"]);
    expect(decisions([row("me", "observer", admin), row("ada", "primary"), eve])).toEqual(["join eve"]);
    expect(decisions([row("me", "observer"), row("ada", "primary"), eve])).toEqual([]);
  });
  it("of a join request is shown once the session has a name", () =>
    expect(decisions([row("me", "primary"), row("eve", "pending", { pendingReasons: ["nickname", "approval"] })])).toEqual([]));
  it("of a session in grace can only be denied", () =>
    expect(pendingDecisions(stateWith([row("me", "primary"), row("bob", "queued", { inGrace: true })]))[0]?.unavailableReason).toContain("not connected"));
});
