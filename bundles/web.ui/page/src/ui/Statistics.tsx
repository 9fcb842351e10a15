// SPDX-License-Identifier: Apache-2.0

import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Commands } from "../connection/commands";
import { PictureAgeProbe, type PictureAge } from "../connection/pictureAge";
import type { StreamStats } from "../connection/stats";
import { formatNumber, t } from "../i18n/i18n";
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
    <div class="statistics" data-testid="stats" aria-label={t("statistics.streamStatistics")}>
      {stats === undefined ? (
        <p>{t("statistics.noFiguresYet")}</p>
      ) : (
        <dl>
          {[...rows(stats), ["encoder", t("statistics.encoder"), store.encoder.value ?? "–"] as const, ...ageRows(store.pictureAge.value)].map(([id, label, value]) => (
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
    ["resolution", t("statistics.resolution"), stats.width > 0 ? `${stats.width} × ${stats.height}` : "–"],
    ["fps", t("statistics.frames"), `${formatNumber(stats.fps, 1)} /s`],
    ["bitrate", t("statistics.bitRate"), stats.kbps >= 1000 ? `${formatNumber(stats.kbps / 1000, 2)} Mbit/s` : `${formatNumber(stats.kbps, 0)} kbit/s`],
    ["loss", t("statistics.packetLoss"), `${formatNumber(stats.lossPercent, 1)} %  (${stats.lostTotal})`],
    ["rtt", t("statistics.roundTrip"), stats.rttMillis === undefined ? "–" : `${formatNumber(stats.rttMillis, 1)} ms`],
    ["jitter", t("statistics.jitter"), `${formatNumber(stats.jitterMillis, 1)} ms`],
    ["buffer", t("statistics.jitterBuffer"), `${formatNumber(stats.bufferMillis, 0)} ms`],
    ["processing", t("statistics.processing"), `${formatNumber(stats.processingMillis, 0)} ms`],
    ["dropped", t("statistics.droppedFreezes"), `${stats.dropped} · ${stats.freezes}`],
    ["keyframes", t("statistics.keyFrames"), String(stats.keyFrames)],
    ["codec", t("statistics.codec"), stats.codec ?? "–"],
  ];
}

/** The age of the picture and its parts, which add up to it. */
function ageRows(age: PictureAge | undefined): readonly (readonly [string, string, string])[] {
  return [
    ["age", t("statistics.pictureAge"), age === undefined ? "–" : `${formatNumber(age.ageMillis, 0)} ± ${formatNumber(age.errorMillis, 1)} ms`],
    ["age-device", t("statistics.inTheDevice"), millis(age?.deviceMillis)],
    ["age-network", t("statistics.onTheNetwork"), millis(age?.networkMillis)],
    ["age-buffer", t("statistics.bufferedWaitingForTheScreen"), millis(age?.bufferMillis)],
    ["age-decode", t("statistics.decoded"), millis(age?.decodeMillis)],
  ];
}

function millis(value: number | undefined): string {
  return value === undefined ? "–" : `${formatNumber(value, 1)} ms`;
}
