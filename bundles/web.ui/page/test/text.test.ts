// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { readingOf, statsBetween } from "../src/connection/stats";
import { parseVideoInput } from "../src/target";
import { placeText, vacancyText } from "../src/ui/controlText";
import { session } from "./fixtures";
import { initial } from "../src/connection/machine";
import { titleText, viewOnlyHint } from "../src/ui/connectionText";
import { noticeFor } from "../src/ui/notice";
import { ago, duration } from "../src/ui/timeText";

it("reads the video state tolerantly", () => {
  expect(parseVideoInput({ ready: true, width: 1280, height: 720, fps: 30 })).toMatchObject({ ready: true, width: 1280 });
  expect(parseVideoInput(null)).toEqual({ ready: false });
});

describe("the notice", () => {
  const live = { ...initial(), phase: "live" as const };
  it("is absent while the picture plays", () => expect(noticeFor(live, "primary", "playing", { ready: true })).toBeUndefined());
  it("has the reason for a missing picture", () =>
    expect(noticeFor(live, "observer", "playing", { ready: false, error: "no_signal" })?.title).toBe("No signal"));
  it.each([
    [{ error: "no_signal" }, "sends no picture"],
    [{ error: "no_lock" }, "cannot lock on"],
    [{ error: "out_of_range" }, "out of range"],
    [{ error: "no_signal", cause: "device_gone" }, "capture hardware is missing"],
  ])("has a sentence of its own for %o", (state, sentence) =>
    expect(noticeFor(live, "observer", "playing", parseVideoInput({ ready: false, ...state }))?.text).toContain(sentence));
  it("has what is reserved while a session is resumed", () => {
    const back = { ...live, phase: "connecting" as const, resumeToken: "t" };
    expect(noticeFor(back, "primary", "none", undefined)).toMatchObject({ title: "Reconnecting", kind: "busy" });
    expect(noticeFor(back, "primary", "none", undefined)?.text).toContain("control");
    expect(noticeFor(back, "observer", "none", undefined)?.text).not.toContain("control");
  });
  it.each([
    ["denied", "denied", "Join request denied"],
    ["kicked", "removed", "You were removed"],
    ["expired", "removed", "Session expired"],
    ["pending_timeout", "removed", "Request not answered"],
    ["somethingNew", "removed", "Session ended"],
  ])("has the end of a session by %s, and the action to join", (reason, testid, title) =>
    expect(noticeFor({ ...live, phase: "ended", ending: { reason } }, "unknown", "none", undefined)).toMatchObject({
      testid,
      title,
      action: "join",
      countdown: false,
    }),
  );
  it("says that the browser cannot decode the video and what to do, although the picture is still missing", () => {
    const notice = noticeFor(live, "primary", "none", { ready: true }, true);
    expect(notice).toMatchObject({ testid: "no-video", action: "reload" });
    expect(notice?.text).toContain("H.264");
    expect(notice?.text).toContain("Firefox");
  });
  it("says the same of an offer that the device cannot answer", () => {
    const refusal = { code: "unsupported_offer", message: "no" };
    expect(noticeFor({ ...live, phase: "refused", refusal }, "unknown", "none", undefined)?.text).toContain("H.264");
  });
  it("has the action to use a replaced session here", () =>
    expect(noticeFor({ ...live, phase: "replaced" }, "primary", "none", undefined)?.action).toBe("use"));
  it("has the action to retry at once", () =>
    expect(noticeFor({ ...live, phase: "lost" }, "primary", "none", undefined)).toMatchObject({
      action: "retry",
      countdown: true,
    }));
});

it("hints at the session in control", () => {
  expect(viewOnlyHint("observer", session("a", "primary", { nickname: "Ada" }), false)).toContain("Ada");
  expect(viewOnlyHint("queued", undefined, false)).toContain("queue");
  expect(viewOnlyHint("observer", undefined, true)).toContain("Take control");
});

it("puts state and number of decisions into the tab's title", () => {
  expect(titleText("live", "primary", 2, false, false)).toBe("(2) You control · Baton");
  expect(titleText("live", "observer", 0, true, false)).toBe("Are you still here? · Baton");
  expect(titleText("lost", "primary", 0, true, false)).toBe("Connection lost · Baton");
  expect(titleText("login", "unknown", 0, false, false)).toBe("Login needed · Baton");
  expect(titleText("login", "unknown", 0, false, true)).toBe("Set-up needed · Baton");
});

it("formats ordinals", () =>
  expect([1, 2, 3, 4, 11, 12, 21, 102, 113].map((place) => placeText(place).split(" ")[0])).toEqual([
    "1st", "2nd", "3rd", "4th", "11th", "12th", "21st", "102nd", "113th",
  ]));

it("explains vacant control", () => {
  const reasons = ["empty", "no_candidate", "auto_promote_off", "emergency_rate", "emergency_streak"];
  const texts = reasons.map((reason) => vacancyText({ state: "vacant", reason }));
  expect(new Set(texts).size).toBe(reasons.length);
  expect(vacancyText({ state: "held" })).toBeUndefined();
});

it("formats durations", () => {
  expect(ago(0, 59_000)).toBe("now");
  expect(ago(0, 61 * 60_000)).toBe("1 h 1 min");
  expect([0, 89, 90, 3600].map(duration)).toEqual(["0 s", "89 s", "2 min", "60 min"]);
});

describe("statistics", () => {
  const reading = (over: Record<string, number>) =>
    readingOf(
      new Map<string, Record<string, unknown>>([
        ["in", { type: "inbound-rtp", kind: "video", codecId: "c", frameWidth: 1280, frameHeight: 720, ...over }],
        ["c", { type: "codec", mimeType: "video/H264" }],
        ["p", { type: "candidate-pair", nominated: true, currentRoundTripTime: 0.004 }],
      ]),
    );
  it("are computed from the difference of two readings", () => {
    const before = reading({ timestamp: 1000, framesDecoded: 10, bytesReceived: 0, packetsLost: 2, packetsReceived: 98, jitterBufferDelay: 1, jitterBufferEmittedCount: 10, totalProcessingDelay: 0.1 });
    const after = reading({ timestamp: 3000, framesDecoded: 70, bytesReceived: 500_000, packetsLost: 4, packetsReceived: 196, jitterBufferDelay: 2.2, jitterBufferEmittedCount: 70, totalProcessingDelay: 0.7 });
    if (before === undefined || after === undefined) {
      throw new Error("no reading");
    }
    expect(statsBetween(before, after)).toMatchObject({
      fps: 30,
      kbps: 2000,
      lossPercent: 2,
      rttMillis: 4,
      codec: "H264",
      width: 1280,
    });
    expect(statsBetween(before, after).bufferMillis).toBeCloseTo(20);
    expect(statsBetween(before, after).processingMillis).toBeCloseTo(10);
  });
  it("are absent without a stream", () => expect(readingOf(new Map())).toBeUndefined());
});
