// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { reattached, emptySessionState, applyEvent, controlHolder, reservedSession, joined, ownSession, presenceConfirmed } from "../src/sessions/sessionState";
import { displayName, parseSessions } from "../src/sessions/session";
import { stateWith, row, snapshot, afterSnapshot } from "./fixtures";

describe("the session list", () => {
  const rows = [
    { id: "d", mode: "queued", queuePosition: 2, created_at: "2026-01-01T08:00:00Z" },
    { id: "c", mode: "observer", created_at: "2026-01-01T10:00:00Z", browser: "firefox" },
    { id: "b", mode: "observer", createdAt: "2026-01-01T09:00:00Z" },
    { id: "e", mode: "queued", queuePosition: 1, created_at: "2026-01-01T11:00:00Z" },
    { id: "a", mode: "primary", nickname: "Ada" },
    { mode: "observer" },
    null,
  ];
  it("starts with the primary, then the queue in order, then the others by age, and skips rows without id", () =>
    expect(parseSessions(rows, 0).map((session) => session.id)).toEqual(["a", "e", "d", "b", "c"]));
  it("is empty for anything else", () => expect(parseSessions("x", 0)).toEqual([]));
  it("never shows an id as a name", () =>
    expect(parseSessions(rows, 0).map(displayName).slice(0, 5)).toEqual(["Ada", "Guest", "Guest", "Guest", "Guest on Firefox"]));
  it("reads remaining seconds as deadlines", () =>
    expect(
      parseSessions([{ id: "a", mode: "queued", inGrace: true, secondsLeft: 8, requestSecondsLeft: 40, mayControl: false }], 1000)[0],
    ).toMatchObject({ inGrace: true, until: 9000, requestUntil: 41_000, mayControl: false }));
});

describe("a snapshot", () => {
  const before = stateWith([row("me", "observer"), row("ada", "primary")]);
  it("has the own id, mode and role", () =>
    expect(before).toMatchObject({ ownId: "me", mode: "observer", role: "operator", nickname: "me", revision: 1 }));
  it("has the session in control", () => expect(controlHolder(before)?.id).toBe("ada"));
  it("that is older is ignored", () => {
    const newer = afterSnapshot(before, 5, [row("me", "primary")]);
    expect(afterSnapshot(newer, 4, [row("me", "observer")])).toBe(newer);
  });
  it("with the same revision is applied: remaining times may differ", () =>
    expect(afterSnapshot(before, 1, [row("me", "observer")]).sessions).toHaveLength(1));
  it("with a smaller revision is applied after a new join", () => {
    const late = afterSnapshot(before, 900, [row("me", "primary")]);
    const again = joined(late, { sessionId: "me2", mode: "observer" });
    expect(applyEvent(again, "sessionsUpdated", snapshot(2, [row("me2", "observer")], { yourId: "me2" }), 0).revision).toBe(2);
  });
  it("with a smaller revision is applied when the own id differs", () => {
    const late = afterSnapshot(before, 900, [row("me", "primary")]);
    const next = applyEvent(late, "sessionsUpdated", snapshot(2, [row("you", "observer")], { yourId: "you", yourMode: "observer" }), 0);
    expect(next).toMatchObject({ revision: 2, ownId: "you", mode: "observer" });
  });
  it("of a device without `control` still has the session in control", () =>
    expect(afterSnapshot(before, 2, [row("me", "observer"), row("bob", "primary")], { control: undefined }).control).toEqual({
      state: "held",
      sessionId: "bob",
    }));
  it("has the session that control is reserved for, and until when", () => {
    const kept = afterSnapshot(before, 2, [row("me", "observer"), row("ada", "primary", { inGrace: true, secondsLeft: 7 })], {
      control: { state: "reserved", sessionId: "ada", secondsLeft: 7 },
    });
    expect(kept.control).toEqual({ state: "reserved", sessionId: "ada", until: 7000 });
    expect(reservedSession(kept)?.id).toBe("ada");
    expect(controlHolder(kept)).toBeUndefined();
  });
});

describe("a deadline", () => {
  const asks = (seconds: number) => [row("me", "primary"), row("bob", "queued", { requestSecondsLeft: seconds })];
  const first = stateWith(asks(60));
  const until = (of: typeof first): number | undefined => of.sessions.find(({ id }) => id === "bob")?.requestUntil;
  it("is stable against whole seconds", () => {
    expect(until(afterSnapshot(first, 2, asks(58), {}, 1300))).toBe(60_000);
  });
  it("moves when the remaining time differs", () => expect(until(afterSnapshot(first, 2, asks(60), {}, 20_000))).toBe(80_000));
});

describe("a change of mode", () => {
  const observing = stateWith([row("me", "observer"), row("ada", "primary")]);
  const gained = applyEvent(observing, "modeChanged", { mode: "primary", reason: "transferred" }, 0);
  it("is applied before the list arrives", () => {
    expect(gained).toMatchObject({ mode: "primary", cause: "transferred", control: { state: "held", sessionId: "me" } });
    expect(ownSession(gained)?.mode).toBe("primary");
    expect(controlHolder(gained)?.id).toBe("me");
  });
  it("keeps its cause through the list that follows", () =>
    expect(afterSnapshot(gained, 2, [row("me", "primary"), row("ada", "observer")]).cause).toBe("transferred"));
  it("to an unknown mode is ignored", () => expect(applyEvent(observing, "modeChanged", { mode: "king" }, 0)).toBe(observing));
  it("away from control leaves control unknown", () => {
    const lost = applyEvent(gained, "modeChanged", { mode: "observer", reason: "released" }, 0);
    expect(lost.control).toEqual({ state: "unknown" });
  });
});

describe("a joined session", () => {
  it("is new on a fresh page", () => expect(joined(emptySessionState(), { sessionId: "me" }).joinKind).toBe("new"));
  it("is resumed after a reload", () =>
    expect(joined(emptySessionState("me"), { sessionId: "me", mode: "primary" })).toMatchObject({ joinKind: "resumed", mode: "primary" }));
  it("replaces an ended one", () =>
    expect(joined(emptySessionState("me"), { sessionId: "you" })).toMatchObject({ joinKind: "replaced", ownId: "you" }));
  it("on the same link through another socket keeps the revision", () =>
    expect(reattached(stateWith([row("me", "observer")]), { sessionId: "me", mode: "observer" }).revision).toBe(1));
});

describe("a missing approver", () => {
  const waits = (seconds: number) => [row("me", "pending", { pendingReasons: ["approval"], secondsLeft: seconds })];
  const alone = applyEvent(stateWith(waits(60)), "noApprover", {}, 0);
  it("is known until the pending time starts anew", () => {
    expect(alone.noApprover).toBe(true);
    expect(afterSnapshot(alone, 2, waits(50), {}, 10_000).noApprover).toBe(true);
    expect(afterSnapshot(alone, 2, waits(60), {}, 30_000).noApprover).toBe(false);
  });
  it("is known when the first list comes after the event", () => {
    const early = applyEvent(joined(emptySessionState(), { sessionId: "me", mode: "pending" }), "noApprover", {}, 0);
    expect(afterSnapshot(early, 1, waits(60)).noApprover).toBe(true);
  });
  it("is forgotten after approval", () => expect(afterSnapshot(alone, 2, [row("me", "observer")]).noApprover).toBe(false));
});

it("expires unless presence is confirmed", () => {
  const expiring = applyEvent(stateWith([row("me", "observer")]), "sessionExpiring", { seconds: 60 }, 1000);
  expect(expiring.expiresAt).toBe(61_000);
  expect(presenceConfirmed(expiring).expiresAt).toBeUndefined();
});

it.each([undefined, null, 3, "x", [], { sessions: 5 }, { revision: "x", sessions: [{}] }])(
  "survives %j as a snapshot",
  (value) => expect(applyEvent(emptySessionState(), "sessionsUpdated", value, 0).sessions).toEqual([]),
);
