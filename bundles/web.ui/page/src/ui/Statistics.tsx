// SPDX-License-Identifier: Apache-2.0

import type { JSX } from "preact";
import type { StreamStats } from "../connection/stats";
import type { Store } from "../store";

export function Statistics({ store }: { store: Store }): JSX.Element {
  const stats = store.stats.value;
  return (
    <div class="statistics" data-testid="stats" aria-label="Stream statistics">
      {stats === undefined ? (
        <p>No figures yet.</p>
      ) : (
        <dl>
          {rows(stats).map(([id, label, value]) => (
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
