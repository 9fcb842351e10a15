// SPDX-License-Identifier: Apache-2.0
// @vitest-environment happy-dom

import { expect, it } from "vitest";
import { PictureAgeProbe, pictureAge, type ShownFrame } from "../src/connection/pictureAge";
import { Store } from "../src/store";

const SHOWN: ShownFrame = { expectedDisplayTime: 1000, rtpTimestamp: 90_000, receiveTime: 970, processingDuration: 0.004 };

it("adds up: captured 60 ms before the answer was made, which lies in the middle of the question", () => {
  const age = pictureAge(SHOWN, { frame: { ageMillis: 60, encodedMillis: 8, sentMillis: 10 } }, 1004, 1008);
  // captured at 1006 - 60 = 946
  expect(age).toEqual({ ageMillis: 54, errorMillis: 2, deviceMillis: 10, networkMillis: 14, bufferMillis: 26, decodeMillis: 4 });
});

it("is the whole alone where the browser does not tell the time of arrival", () => {
  const age = pictureAge({ expectedDisplayTime: 1000, rtpTimestamp: 1 }, { frame: { ageMillis: 60, sentMillis: 10 } }, 1004, 1008);
  expect(age).toEqual({ ageMillis: 54, errorMillis: 2, deviceMillis: 10 });
});

it("is unknown for a frame that the device does not know", () => {
  expect(pictureAge(SHOWN, { frames: 3 }, 1, 2)).toBeUndefined();
});

it("asks about each frame once, one at a time, and stops when it is told", async () => {
  const store = new Store();
  const asked: unknown[] = [];
  const later: (() => void)[] = [];
  const shown: VideoFrameRequestCallback[] = [];
  const video = {
    requestVideoFrameCallback: (callback: VideoFrameRequestCallback) => shown.push(callback),
    cancelVideoFrameCallback: () => undefined,
  };
  let now = 1004;
  const probe = new PictureAgeProbe(
    store,
    (params) => {
      asked.push(params);
      now += 4;
      return Promise.resolve({ encoder: "libopenh264", frame: { ageMillis: 60, sentMillis: 10 } });
    },
    () => now,
    (callback) => later.push(callback),
  );
  const stop = probe.watch(video);
  shown[0]?.(1000, SHOWN as VideoFrameCallbackMetadata);
  await expect.poll(() => store.pictureAge.value?.ageMillis).toBe(54);
  expect(asked).toEqual([{ rtpTimestamp: 90_000 }]);
  expect(store.encoder.value).toBe("libopenh264");
  expect(shown).toHaveLength(1);
  later[0]?.();
  expect(shown).toHaveLength(2);
  stop();
  expect(store.pictureAge.value).toBeUndefined();
  shown[1]?.(2000, SHOWN as VideoFrameCallbackMetadata);
  await Promise.resolve();
  expect(store.pictureAge.value).toBeUndefined();
});

it("asks nothing where the browser does not tell which frame it shows", () => {
  const store = new Store();
  const call = (): never => {
    throw new Error("asked");
  };
  const without = { cancelVideoFrameCallback: () => undefined } as unknown as HTMLVideoElement;
  new PictureAgeProbe(store, call).watch(without)();
  expect(store.pictureAge.value).toBeUndefined();
});
