// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { readingOf, statsBetween } from "../src/connection/stats";
import { videoInputOf } from "../src/target";
import { person } from "./people";
import { initial } from "../src/connection/machine";
import { ago, noticeFor, watchingHint } from "../src/ui/words";

it("reads the video state tolerantly", () => {
  expect(videoInputOf({ ready: true, width: 1280, height: 720, fps: 30 })).toMatchObject({ ready: true, width: 1280 });
  expect(videoInputOf(null)).toEqual({ ready: false });
});

describe("what covers the picture", () => {
  const live = { ...initial(), phase: "live" as const };
  it("is nothing while it plays", () => expect(noticeFor(live, "primary", "playing", { ready: true })).toBeUndefined());
  it("says why there is no picture", () =>
    expect(noticeFor(live, "observer", "playing", { ready: false, error: "no_signal" })?.title).toBe("No signal"));
  it("offers to come back", () =>
    expect(noticeFor({ ...live, phase: "replaced" }, "primary", "none", undefined)?.action).toBe("use"));
  it("offers to try at once", () =>
    expect(noticeFor({ ...live, phase: "lost" }, "primary", "none", undefined)).toMatchObject({
      action: "retry",
      countdown: true,
    }));
});

it("tells a watcher who controls", () => {
  expect(watchingHint("observer", person("a", "primary", { nickname: "Ada" }))).toContain("Ada");
  expect(watchingHint("queued", undefined)).toContain("queue");
});

it("tells time in words", () => {
  expect(ago(0, 59_000)).toBe("just now");
  expect(ago(0, 61 * 60_000)).toBe("1 h 1 min");
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
