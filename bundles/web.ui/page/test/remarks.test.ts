// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { Remarks } from "../src/remarks";
import { empty, hear, seated, type House } from "../src/sessions/house";
import { remarks } from "../src/sessions/remarks";
import { house, row, told } from "./people";

const words = (before: House, after: House): string[] => remarks(before, after).map((remark) => remark.words);
const watching = house([row("me", "observer"), row("ada", "primary"), row("bob", "observer")]);
const controlling = house([row("me", "primary"), row("bob", "observer")]);
const turned = (of: House, mode: string, reason: string): House => hear(of, "modeChanged", { mode, reason }, 0);

describe("of coming in", () => {
  const first = (of: House, mode: string): string[] => words(of, told(of, 4, [row("me", mode), row("ada", mode === "primary" ? "observer" : "primary")]));
  it("nothing is said before the list is there", () => expect(words(empty(), seated(empty(), { sessionId: "me" }))).toEqual([]));
  it("the standing is said", () =>
    expect(first(seated(empty(), { sessionId: "me" }), "observer")).toEqual(["You are watching. ada controls the target."]));
  it("back is said, and that control was kept", () =>
    expect(first(seated(empty("me"), { sessionId: "me" }), "primary")).toEqual(["You are back. You still control."]));
  it("as somebody new is said", () =>
    expect(first(seated(empty("old"), { sessionId: "me" }), "observer")[0]).toContain("joined anew"));
});

describe("of control", () => {
  it("gaining and losing it interrupt; nothing else does", () => {
    expect(remarks(watching, turned(watching, "primary", "request_approved"))).toEqual([
      { words: "Your request was approved: you control the target now.", urgent: true, shown: true },
    ]);
    expect(remarks(controlling, turned(controlling, "observer", "released"))).toEqual([
      { words: "You released control.", urgent: true, shown: true },
    ]);
    const passed = told(watching, 2, [row("me", "observer"), row("ada", "observer"), row("bob", "primary")]);
    expect(remarks(watching, passed).map(({ urgent }) => urgent)).toEqual([false]);
  });
  it("each is said once, by event or by list", () => {
    const byEvent = turned(watching, "primary", "transferred");
    const then = told(byEvent, 2, [row("me", "primary"), row("ada", "observer"), row("bob", "observer")]);
    expect(words(byEvent, then)).toEqual([]);
    expect(words(watching, told(watching, 2, [row("me", "primary"), row("ada", "observer")]))).toHaveLength(1);
  });
  it("passing between others is said", () =>
    expect(words(watching, told(watching, 2, [row("me", "observer"), row("bob", "primary")]))).toEqual([
      "bob controls the target.",
    ]));
  it("after losing it, who has it is said once the list tells", () => {
    const lost = turned(controlling, "observer", "transferred");
    expect(words(lost, told(lost, 2, [row("me", "observer"), row("bob", "primary")]))).toEqual(["bob controls the target."]);
  });
  it("is said to be free after it was given up, whichever comes first", () => {
    const lost = turned(controlling, "observer", "released");
    expect(words(lost, hear(lost, "controlVacant", { reason: "no_candidate" }, 0))).toEqual(["Nobody controls the target."]);
    const vacant = hear(controlling, "controlVacant", { reason: "no_candidate" }, 0);
    expect(words(controlling, vacant)).toEqual([]);
    expect(words(vacant, turned(vacant, "observer", "released"))).toEqual(["You released control. Nobody controls the target."]);
  });
  it("vacant and reserved are said", () => {
    expect(words(watching, told(watching, 2, [row("me", "observer")]))).toEqual(["Nobody controls the target."]);
    const kept = hear(watching, "controlReserved", { sessionId: "ada", seconds: 10 }, 0);
    expect(words(watching, kept)).toEqual(["Control is kept for ada, who lost the connection."]);
  });
  it("nothing is said at the door of people who cannot be seen from there", () => {
    const waiting = house([row("me", "pending")]);
    expect(words(waiting, hear(waiting, "controlReserved", { sessionId: "ada", seconds: 10 }, 0))).toEqual([]);
    expect(words(waiting, hear(waiting, "controlVacant", { reason: "no_candidate" }, 0))).toEqual([]);
  });
  it("nothing is said of a list that changes nothing", () => expect(words(watching, { ...watching, revision: 9 })).toEqual([]));
});

describe("of asking", () => {
  const asked = told(watching, 2, [row("me", "queued", { queuePosition: 1 }), row("ada", "primary")]);
  it("a request is said to who asks", () => expect(words(watching, asked)).toEqual(["You asked for control."]));
  it.each([
    ["request_denied", "Your request for control was denied."],
    ["timeout", "Nobody answered your request for control."],
  ])("its end by %s is said", (reason, said) => expect(words(asked, turned(asked, "observer", reason))).toEqual([said]));
  it("a request is said to who controls, and a second one too", () => {
    const one = told(controlling, 2, [row("me", "primary"), row("bob", "queued")]);
    expect(words(controlling, one)).toEqual(["bob asks for control."]);
    const two = told(one, 3, [row("me", "primary"), row("bob", "queued"), row("cay", "queued")]);
    expect(words(one, two)).toEqual(["cay asks for control."]);
  });
  it("a newcomer is said to who may let them in", () => {
    const eve = row("eve", "pending", { pendingReasons: ["approval"] });
    expect(words(controlling, told(controlling, 2, [row("me", "primary"), row("bob", "observer"), eve]))).toEqual([
      "eve asks to be let in.",
    ]);
  });
  it("being let in is said", () => {
    const door = house([row("me", "pending", { pendingReasons: ["approval"] })]);
    expect(words(door, turned(door, "observer", "approved"))[0]).toContain("let in");
  });
});

describe("the same words", () => {
  let now = 0;
  const later: (() => void)[] = [];
  const said = new Remarks(() => now, (callback) => later.push(callback));
  const say = (of: string): void => said.say({ words: of, urgent: false, shown: true });
  it("are one remark within a moment, and another one later, and go away", () => {
    say("a");
    say("a");
    say("b");
    say("");
    expect(said.recent.value.map((remark) => remark.words)).toEqual(["a", "b"]);
    now = 3000;
    say("a");
    expect(said.recent.value).toHaveLength(3);
    later.splice(0).forEach((callback) => callback());
    expect(said.recent.value).toEqual([]);
  });
});
