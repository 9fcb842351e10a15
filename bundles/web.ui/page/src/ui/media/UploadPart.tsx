// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { formatNumber, formatSize, t } from "../../i18n/i18n";
import { secondsLeft, type Uploader, type UploadProgress } from "../../upload";
import { ProblemNote } from "../ProblemNote";
import { duration } from "../timeText";

interface Props {
  readonly uploader: Uploader;
  readonly free: number | undefined;
}

/** Takes a file to upload, dropped or chosen, and shows how far it is. */
export function UploadPart({ uploader, free }: Props): JSX.Element {
  const chooser = useRef<HTMLInputElement>(null);
  const over = useSignal(false);
  const progress = uploader.progress.value;
  const take = (list: FileList | null | undefined): void => {
    const file = list?.[0];
    if (file !== undefined && !uploader.running) {
      void uploader.start(file);
    }
  };
  return (
    <section
      class="media-part media-drop"
      aria-labelledby="media-upload-title"
      data-testid="media-drop"
      data-over={over.value}
      onDragOver={(event) => {
        event.preventDefault();
        over.value = true;
      }}
      onDragLeave={() => (over.value = false)}
      onDrop={(event) => {
        event.preventDefault();
        over.value = false;
        take(event.dataTransfer?.files);
      }}
    >
      <h3 id="media-upload-title">{t("mediaDialog.uploadAnImage")}</h3>
      {progress?.state !== "running" && (
        <div class="field">
          <label htmlFor="media-file">{t("mediaDialog.dropOrChooseAFile")}</label>
          <input
            ref={chooser}
            id="media-file"
            data-testid="media-file"
            type="file"
            onChange={(event) => {
              take(event.currentTarget.files);
              event.currentTarget.value = "";
            }}
          />
        </div>
      )}
      {progress !== undefined && <Progress progress={progress} uploader={uploader} free={free} />}
    </section>
  );
}

function Progress({ progress, uploader }: Props & { readonly progress: UploadProgress }): JSX.Element {
  const left = secondsLeft(progress);
  const percent = progress.bytes === 0 ? 0 : Math.floor((progress.sent * 100) / progress.bytes);
  return (
    <div class="media-progress" data-testid="media-progress" data-state={progress.state}>
      <span>
        <bdi>{progress.name}</bdi>
      </span>
      <progress max={100} value={percent} aria-label={t("mediaDialog.uploadOf", { name: progress.name })} />
      <span class="quiet">
        {formatNumber(percent)} %, {t("mediaDialog.received", { received: formatSize(progress.sent), bytes: formatSize(progress.bytes) })}
        {progress.state === "running" && progress.rate !== undefined && `, ${t("mediaDialog.rate", { rate: formatSize(Math.round(progress.rate)) })}`}
        {progress.state === "running" && left !== undefined && `, ${t("mediaDialog.timeLeft", { time: duration(left) })}`}
      </span>
      <p class="done" role="status" data-testid="media-upload-done">
        {progress.state === "done" ? t("mediaDialog.theImageIsOnTheDevice") : progress.state === "interrupted" ? t("mediaDialog.theUploadWasInterrupted") : ""}
      </p>
      <ProblemNote problem={progress.problem} id="media-upload-error" />
      <div class="media-actions">
        {progress.state === "running" && (
          <button type="button" class="small-button" data-testid="media-stop" onClick={() => uploader.stop()}>
            {t("mediaDialog.stop")}
          </button>
        )}
        {progress.state === "interrupted" && (
          <button type="button" class="small-button" data-kind="go" data-testid="media-resume" onClick={() => void uploader.resume()}>
            {t("mediaDialog.resume")}
          </button>
        )}
      </div>
    </div>
  );
}
