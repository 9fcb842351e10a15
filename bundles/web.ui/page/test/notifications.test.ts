// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { NotificationList } from "../src/notificationList";
import { emptySessionState, applyEvent, joined, lossSettled, type SessionState } from "../src/sessions/sessionState";
import { notificationsFor } from "../src/sessions/notifications";
import { Store } from "../src/store";
import { stateWith, row, afterSnapshot } from "./fixtures";

const texts = (before: SessionState, after: SessionState): string[] => notificationsFor(before, after).map((notification) => notification.text);
const observing = stateWith([row("me", "observer"), row("ada", "primary"), row("bob", "observer")]);
const controlling = stateWith([row("me", "primary"), row("bob", "observer")]);
const turned = (of: SessionState, mode: string, reason: string): SessionState => applyEvent(of, "modeChanged", { mode, reason }, 0);

describe("joining", () => {
  const first = (of: SessionState, mode: string): string[] => texts(of, afterSnapshot(of, 4, [row("me", mode), row("ada", mode === "primary" ? "observer" : "primary")]));
  it("notifies nothing before the first list", () => expect(texts(emptySessionState(), joined(emptySessionState(), { sessionId: "me" }))).toEqual([]));
  it("notifies the mode", () =>
    expect(first(joined(emptySessionState(), { sessionId: "me" }), "observer")).toEqual(["You are observing. ada controls the target."]));
  it("after a resume notifies that control was kept", () =>
    expect(first(joined(emptySessionState("me"), { sessionId: "me" }), "primary")).toEqual(["You are back and still have control."]));
  it("notifies that a new session replaces an ended one", () =>
    expect(first(joined(emptySessionState("old"), { sessionId: "me" }), "observer")[0]).toContain("This is a new session"));
});

describe("control", () => {
  it("is urgent when gained or lost, and only then", () => {
    expect(notificationsFor(observing, turned(observing, "primary", "request_approved"))).toEqual([
      { text: "Your request was approved: you control the target now.", urgent: true, shown: true },
    ]);
    const released = turned(controlling, "observer", "released");
    expect(notificationsFor(released, lossSettled(released))).toEqual([
      { text: "You released control.", urgent: true, shown: true },
    ]);
    const passed = afterSnapshot(observing, 2, [row("me", "observer"), row("ada", "observer"), row("bob", "primary")]);
    expect(notificationsFor(observing, passed).map(({ urgent }) => urgent)).toEqual([false]);
  });
  it("is notified once, by event or by list", () => {
    const byEvent = turned(observing, "primary", "transferred");
    const then = afterSnapshot(byEvent, 2, [row("me", "primary"), row("ada", "observer"), row("bob", "observer")]);
    expect(texts(byEvent, then)).toEqual([]);
    expect(texts(observing, afterSnapshot(observing, 2, [row("me", "primary"), row("ada", "observer")]))).toHaveLength(1);
  });
  it("is notified when it passes between other sessions", () =>
    expect(texts(observing, afterSnapshot(observing, 2, [row("me", "observer"), row("bob", "primary")]))).toEqual([
      "bob controls the target.",
    ]));
  it("when lost is notified together with the new holder, once the list arrives", () => {
    const lost = turned(controlling, "observer", "transferred");
    expect(texts(controlling, lost)).toEqual([]);
    const list = afterSnapshot(lost, 2, [row("me", "observer"), row("bob", "primary")]);
    expect(notificationsFor(lost, list)).toEqual([
      { text: "You no longer control the target. bob controls the target.", urgent: true, shown: true },
    ]);
    expect(texts(list, afterSnapshot(list, 3, [row("me", "observer"), row("bob", "primary")]))).toEqual([]);
  });
  it("when lost and regained before the list is notified as gained", () => {
    const lost = turned(controlling, "observer", "transferred");
    expect(texts(lost, turned(lost, "primary", "transferred"))).toEqual(["Control was handed over to you."]);
  });
  it("when lost is notified alone when no list follows in time", () => {
    const later: (() => void)[] = [];
    const store = new Store((callback) => later.push(callback));
    store.update(controlling);
    store.update(turned(store.sessionState.value, "observer", "transferred"));
    expect(store.notifications.recent.value.map(({ text }) => text)).toEqual(["You control the target."]);
    later.splice(0).forEach((run) => run());
    const settled = store.sessionState.value;
    expect(store.notifications.recent.value.map(({ text }) => text)).toEqual(["You no longer control the target."]);
    expect(texts(settled, afterSnapshot(settled, 2, [row("me", "observer"), row("bob", "primary")]))).toEqual([
      "bob controls the target.",
    ]);
  });
  it("is notified as vacant after a release, in either order of the events", () => {
    const lost = turned(controlling, "observer", "released");
    expect(texts(lost, applyEvent(lost, "controlVacant", { reason: "no_candidate" }, 0))).toEqual([
      "You released control. No session controls the target.",
    ]);
    const vacant = applyEvent(controlling, "controlVacant", { reason: "no_candidate" }, 0);
    expect(texts(controlling, vacant)).toEqual([]);
    expect(texts(vacant, turned(vacant, "observer", "released"))).toEqual(["You released control. No session controls the target."]);
  });
  it("is notified when vacant or reserved", () => {
    expect(texts(observing, afterSnapshot(observing, 2, [row("me", "observer")]))).toEqual(["No session controls the target."]);
    const kept = applyEvent(observing, "controlReserved", { sessionId: "ada", seconds: 10 }, 0);
    expect(texts(observing, kept)).toEqual(["Control is reserved for ada, who lost the connection."]);
  });
  it("is not notified to a pending session", () => {
    const waiting = stateWith([row("me", "pending")]);
    expect(texts(waiting, applyEvent(waiting, "controlReserved", { sessionId: "ada", seconds: 10 }, 0))).toEqual([]);
    expect(texts(waiting, applyEvent(waiting, "controlVacant", { reason: "no_candidate" }, 0))).toEqual([]);
  });
  it("nothing is list of a list that changes nothing", () => expect(texts(observing, { ...observing, revision: 9 })).toEqual([]));
});

describe("requests", () => {
  const asked = afterSnapshot(observing, 2, [row("me", "queued", { queuePosition: 1 }), row("ada", "primary")]);
  it("are notified to the requester", () => expect(texts(observing, asked)).toEqual(["You have requested control."]));
  it.each([
    ["request_denied", "Your request for control was denied."],
    ["timeout", "Your request for control was not answered."],
  ])("its end by %s is list", (reason, list) => expect(texts(asked, turned(asked, "observer", reason))).toEqual([list]));
  it("are notified to the primary, each of them", () => {
    const one = afterSnapshot(controlling, 2, [row("me", "primary"), row("bob", "queued")]);
    expect(texts(controlling, one)).toEqual(["bob requests control."]);
    const two = afterSnapshot(one, 3, [row("me", "primary"), row("bob", "queued"), row("cay", "queued")]);
    expect(texts(one, two)).toEqual(["cay requests control."]);
  });
  it("to join are notified to sessions that can approve", () => {
    const eve = row("eve", "pending", { pendingReasons: ["approval"] });
    expect(texts(controlling, afterSnapshot(controlling, 2, [row("me", "primary"), row("bob", "observer"), eve]))).toEqual([
      "eve asks to join.",
    ]);
  });
  it("to join are notified to the requester when approved", () => {
    const pending = stateWith([row("me", "pending", { pendingReasons: ["approval"] })]);
    expect(texts(pending, turned(pending, "observer", "approved"))[0]).toContain("was approved");
  });
});

describe("the same text", () => {
  let now = 0;
  const later: (() => void)[] = [];
  const list = new NotificationList(() => now, (callback) => later.push(callback));
  const add = (of: string): void => list.add({ text: of, urgent: false, shown: true });
  it("is one notification within a second, another one later, and is removed", () => {
    add("a");
    add("a");
    add("b");
    add("");
    expect(list.recent.value.map((notification) => notification.text)).toEqual(["a", "b"]);
    now = 3000;
    add("a");
    expect(list.recent.value).toHaveLength(3);
    later.splice(0).forEach((callback) => callback());
    expect(list.recent.value).toEqual([]);
  });
});
