// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { readingOf, statsBetween } from "../src/connection/stats";
import { videoInputOf } from "../src/target";
import { ordinal, vacancyWords } from "../src/ui/controlwords";
import { person } from "./people";
import { initial } from "../src/connection/machine";
import { ago, duration, noticeFor, titleWords, watchingHint } from "../src/ui/words";

it("reads the video state tolerantly", () => {
  expect(videoInputOf({ ready: true, width: 1280, height: 720, fps: 30 })).toMatchObject({ ready: true, width: 1280 });
  expect(videoInputOf(null)).toEqual({ ready: false });
});

describe("what covers the picture", () => {
  const live = { ...initial(), phase: "live" as const };
  it("is nothing while it plays", () => expect(noticeFor(live, "primary", "playing", { ready: true })).toBeUndefined());
  it("says why there is no picture", () =>
    expect(noticeFor(live, "observer", "playing", { ready: false, error: "no_signal" })?.title).toBe("No signal"));
  it("says what is kept while a session is resumed", () => {
    const back = { ...live, phase: "connecting" as const, resumeToken: "t" };
    expect(noticeFor(back, "primary", "none", undefined)).toMatchObject({ title: "Reconnecting", kind: "busy" });
    expect(noticeFor(back, "primary", "none", undefined)?.text).toContain("control");
    expect(noticeFor(back, "observer", "none", undefined)?.text).not.toContain("control");
  });
  it.each([
    ["denied", "denied", "Not let in"],
    ["kicked", "removed", "You were removed"],
    ["expired", "removed", "Disconnected after a long time"],
    ["logged_out", "removed", "Logged out"],
    ["pending_timeout", "removed", "Nobody answered"],
    ["somethingNew", "removed", "Session ended"],
  ])("says that a session ended by %s, and waits for a person", (reason, testid, title) =>
    expect(noticeFor({ ...live, phase: "ended", ending: { reason } }, "unknown", "none", undefined)).toMatchObject({
      testid,
      title,
      action: "join",
      countdown: false,
    }),
  );
  it("offers to come back", () =>
    expect(noticeFor({ ...live, phase: "replaced" }, "primary", "none", undefined)?.action).toBe("use"));
  it("offers to try at once", () =>
    expect(noticeFor({ ...live, phase: "lost" }, "primary", "none", undefined)).toMatchObject({
      action: "retry",
      countdown: true,
    }));
});

it("tells a watcher who controls", () => {
  expect(watchingHint("observer", person("a", "primary", { nickname: "Ada" }), false)).toContain("Ada");
  expect(watchingHint("queued", undefined, false)).toContain("queue");
  expect(watchingHint("observer", undefined, true)).toContain("Take control");
});

it("puts into the tab's title what somebody in another tab has to know", () => {
  expect(titleWords("live", "primary", 2, false)).toBe("(2) You control · Baton");
  expect(titleWords("live", "observer", 0, true)).toBe("Are you still here? · Baton");
  expect(titleWords("lost", "primary", 0, true)).toBe("Connection lost · Baton");
});

it("tells places in a queue", () =>
  expect([1, 2, 3, 4, 11, 12, 21, 102, 113].map(ordinal)).toEqual([
    "1st", "2nd", "3rd", "4th", "11th", "12th", "21st", "102nd", "113th",
  ]));

it("tells why nobody has control", () => {
  const reasons = ["empty", "no_candidate", "auto_promote_off", "emergency_rate", "emergency_streak"];
  const said = reasons.map((reason) => vacancyWords({ state: "vacant", reason }));
  expect(new Set(said).size).toBe(reasons.length);
  expect(vacancyWords({ state: "held" })).toBeUndefined();
});

it("tells time in words", () => {
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
  it("are made from what grew between two readings", () => {
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
