// SPDX-License-Identifier: Apache-2.0

/** Stream statistics, computed from two readings of the browser's counters. */
export interface StreamStats {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly kbps: number;
  /** Per cent of the packets of the last interval. */
  readonly lossPercent: number;
  readonly lostTotal: number;
  readonly rttMillis?: number;
  readonly jitterMillis: number;
  /** How long a frame waited before it was decoded. */
  readonly bufferMillis: number;
  /** From the first packet of a frame to the decoded picture. */
  readonly processingMillis: number;
  readonly dropped: number;
  readonly freezes: number;
  readonly keyFrames: number;
  readonly framesDecoded: number;
  readonly codec?: string;
}

type Counters = Readonly<Record<string, unknown>>;

export interface Reading {
  readonly inbound: Counters;
  readonly pair?: Counters;
  readonly codec?: string;
}

export function readingOf(report: ReadonlyMap<string, Counters>): Reading | undefined {
  const rows = [...report.values()];
  const inbound = rows.find((row) => row["type"] === "inbound-rtp" && row["kind"] === "video");
  if (inbound === undefined) {
    return undefined;
  }
  const transport = rows.find((row) => row["type"] === "transport");
  const pair =
    report.get(String(transport?.["selectedCandidatePairId"])) ??
    rows.find((row) => row["type"] === "candidate-pair" && row["nominated"] === true);
  const mime = report.get(String(inbound["codecId"]))?.["mimeType"];
  return {
    inbound,
    ...(pair === undefined ? {} : { pair }),
    ...(typeof mime === "string" ? { codec: mime.replace(/^video\//, "") } : {}),
  };
}

export function statsBetween(before: Reading, after: Reading): StreamStats {
  const delta = (key: string): number => Math.max(0, num(after.inbound, key) - num(before.inbound, key));
  const seconds = Math.max(0.001, (num(after.inbound, "timestamp") - num(before.inbound, "timestamp")) / 1000);
  const lost = delta("packetsLost");
  const received = delta("packetsReceived");
  const decoded = delta("framesDecoded");
  const emitted = delta("jitterBufferEmittedCount");
  const rtt = after.pair === undefined ? undefined : after.pair["currentRoundTripTime"];
  return {
    width: num(after.inbound, "frameWidth"),
    height: num(after.inbound, "frameHeight"),
    fps: decoded / seconds,
    kbps: (delta("bytesReceived") * 8) / 1000 / seconds,
    lossPercent: lost + received === 0 ? 0 : (100 * lost) / (lost + received),
    lostTotal: num(after.inbound, "packetsLost"),
    jitterMillis: num(after.inbound, "jitter") * 1000,
    bufferMillis: emitted === 0 ? 0 : (delta("jitterBufferDelay") * 1000) / emitted,
    processingMillis: decoded === 0 ? 0 : (delta("totalProcessingDelay") * 1000) / decoded,
    dropped: num(after.inbound, "framesDropped"),
    freezes: num(after.inbound, "freezeCount"),
    keyFrames: num(after.inbound, "keyFramesDecoded"),
    framesDecoded: num(after.inbound, "framesDecoded"),
    ...(typeof rtt === "number" ? { rttMillis: rtt * 1000 } : {}),
    ...(after.codec === undefined ? {} : { codec: after.codec }),
  };
}

function num(counters: Counters, key: string): number {
  const value = counters[key];
  return typeof value === "number" ? value : 0;
}
