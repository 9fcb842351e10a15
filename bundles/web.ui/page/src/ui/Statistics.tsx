// SPDX-License-Identifier: Apache-2.0

import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Commands } from "../connection/commands";
import { PictureAgeProbe, type PictureAge } from "../connection/pictureAge";
import type { StreamStats } from "../connection/stats";
import type { Store } from "../store";

interface Props {
  readonly store: Store;
  readonly commands: Commands;
  readonly video: () => HTMLVideoElement | null;
}

export function Statistics({ store, commands, video }: Props): JSX.Element {
  useEffect(() => {
    const shown = video();
    return shown === null ? undefined : new PictureAgeProbe(store, (params) => commands.videoLatency(params)).watch(shown);
  }, [store, commands]);
  const stats = store.stats.value;
  return (
    <div class="statistics" data-testid="stats" aria-label="Stream statistics">
      {stats === undefined ? (
        <p>No figures yet.</p>
      ) : (
        <dl>
          {[...rows(stats), ["encoder", "Encoder", store.encoder.value ?? "–"] as const, ...ageRows(store.pictureAge.value)].map(([id, label, value]) => (
            <div key={id}>
              <dt>{label}</dt>
              <dd data-testid={`stat-${id}`}>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

function rows(stats: StreamStats): readonly (readonly [string, string, string])[] {
  return [
    ["resolution", "Resolution", stats.width > 0 ? `${stats.width} × ${stats.height}` : "–"],
    ["fps", "Frames", `${stats.fps.toFixed(1)} /s`],
    ["bitrate", "Bit rate", stats.kbps >= 1000 ? `${(stats.kbps / 1000).toFixed(2)} Mbit/s` : `${stats.kbps.toFixed(0)} kbit/s`],
    ["loss", "Packet loss", `${stats.lossPercent.toFixed(1)} %  (${stats.lostTotal})`],
    ["rtt", "Round trip", stats.rttMillis === undefined ? "–" : `${stats.rttMillis.toFixed(1)} ms`],
    ["jitter", "Jitter", `${stats.jitterMillis.toFixed(1)} ms`],
    ["buffer", "Jitter buffer", `${stats.bufferMillis.toFixed(0)} ms`],
    ["processing", "Processing", `${stats.processingMillis.toFixed(0)} ms`],
    ["dropped", "Dropped · freezes", `${stats.dropped} · ${stats.freezes}`],
    ["keyframes", "Key frames", String(stats.keyFrames)],
    ["codec", "Codec", stats.codec ?? "–"],
  ];
}

/** The age of the picture and its parts, which add up to it. */
function ageRows(age: PictureAge | undefined): readonly (readonly [string, string, string])[] {
  return [
    ["age", "Picture age", age === undefined ? "–" : `${age.ageMillis.toFixed(0)} ± ${age.errorMillis.toFixed(1)} ms`],
    ["age-device", "· in the device", millis(age?.deviceMillis)],
    ["age-network", "· on the network", millis(age?.networkMillis)],
    ["age-buffer", "· buffered, waiting for the screen", millis(age?.bufferMillis)],
    ["age-decode", "· decoded", millis(age?.decodeMillis)],
  ];
}

function millis(value: number | undefined): string {
  return value === undefined ? "–" : `${value.toFixed(1)} ms`;
}
