// SPDX-License-Identifier: Apache-2.0

import { asJson, number, text, type Json } from "../read";
import type { Store } from "../store";

/**
 * How old the picture was when it came onto the screen, in milliseconds, and where that time went. The clocks of device
 * and browser need not agree: the device says how old the frame is at the moment of its answer, which lies between the
 * question and its arrival.
 */
export interface PictureAge {
  /** From capture until display. */
  readonly ageMillis: number;
  /** The age may be off by so much in either direction: half the round trip of the question. */
  readonly errorMillis: number;
  /** From capture until the last packet was sent. */
  readonly deviceMillis: number;
  /** Until the last packet arrived; with the error above. */
  readonly networkMillis?: number;
  /** In the jitter buffer, and waiting for the screen. */
  readonly bufferMillis?: number;
  readonly decodeMillis?: number;
}

/** What a browser tells of a frame that it has shown (`requestVideoFrameCallback`); times of `performance.now()`. */
export interface ShownFrame {
  readonly expectedDisplayTime: number;
  readonly rtpTimestamp?: number;
  readonly receiveTime?: number;
  /** Seconds. */
  readonly processingDuration?: number;
}

/** Returns the age of a frame by the answer to `getVideoLatency`; undefined if the device does not know the frame. */
export function pictureAge(shown: ShownFrame, answer: Json, askedAt: number, answeredAt: number): PictureAge | undefined {
  const frame = asJson(answer["frame"]);
  const age = number(frame["ageMillis"]);
  const device = number(frame["sentMillis"]);
  if (age === undefined || device === undefined) {
    return undefined;
  }
  const capturedAt = (askedAt + answeredAt) / 2 - age;
  const whole = {
    ageMillis: shown.expectedDisplayTime - capturedAt,
    errorMillis: (answeredAt - askedAt) / 2,
    deviceMillis: device,
  };
  if (shown.receiveTime === undefined) {
    return whole;
  }
  const decode = (shown.processingDuration ?? 0) * 1000;
  return {
    ...whole,
    networkMillis: shown.receiveTime - capturedAt - device,
    bufferMillis: shown.expectedDisplayTime - shown.receiveTime - decode,
    decodeMillis: decode,
  };
}

type Video = Pick<HTMLVideoElement, "requestVideoFrameCallback" | "cancelVideoFrameCallback">;
type Call = (params: Readonly<Record<string, unknown>>) => Promise<unknown> | undefined;

const PAUSE_MILLIS = 1000;

/** Measures once a second, while the statistics are on show. */
export class PictureAgeProbe {
  constructor(
    private readonly store: Store,
    private readonly call: Call,
    private readonly now: () => number = () => performance.now(),
    private readonly after: (callback: () => void, millis: number) => number = (callback, millis) => window.setTimeout(callback, millis),
  ) {}

  /** Begins; returns what ends it. A browser that does not tell which frame it shows gives no age. */
  watch(video: Video): () => void {
    let ended = false;
    let handle = 0;
    let timer = 0;
    const next = (): void => {
      if (!ended) {
        handle = video.requestVideoFrameCallback((_, metadata) => void measure(metadata as ShownFrame));
      }
    };
    const measure = async (shown: ShownFrame): Promise<void> => {
      const age = await this.ask(shown);
      if (!ended) {
        this.store.pictureAge.value = age;
        timer = this.after(next, PAUSE_MILLIS);
      }
    };
    if (typeof video.requestVideoFrameCallback === "function") {
      next();
    }
    return () => {
      ended = true;
      window.clearTimeout(timer);
      if (handle !== 0) {
        video.cancelVideoFrameCallback(handle);
      }
      this.store.pictureAge.value = undefined;
    };
  }

  private async ask(shown: ShownFrame): Promise<PictureAge | undefined> {
    if (shown.rtpTimestamp === undefined) {
      return undefined;
    }
    const askedAt = this.now();
    try {
      const answer = asJson(await this.call({ rtpTimestamp: shown.rtpTimestamp }));
      this.store.encoder.value = text(answer["encoder"]);
      return pictureAge(shown, answer, askedAt, this.now());
    } catch {
      return undefined;
    }
  }
}
