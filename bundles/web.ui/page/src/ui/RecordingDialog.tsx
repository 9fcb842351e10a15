// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Commands } from "../connection/commands";
import { formatDateTime, formatSize, t } from "../i18n/i18n";
import type { Problem } from "../problem";
import { downloadPath, endText, lengthText, parseRecordings, type Recording, type Recordings } from "../recordings";
import type { Store } from "../store";
import { Confirm } from "./Confirm";
import { CloseIcon } from "./icons";
import { ProblemNote } from "./ProblemNote";

export interface RecordingDialogProps {
  readonly store: Store;
  readonly commands: Commands;
  readonly onClose: () => void;
  /** What screen readers are to hear while the page behind the dialog is inert. */
  readonly children?: ComponentChildren;
}

const REFRESH_MILLIS = 3000;

/** Starts and stops the recording, and lists, downloads and deletes what was recorded. For administrators. */
export function RecordingDialog({ store, commands, onClose, children }: RecordingDialogProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const recordings = useSignal<Recordings | undefined>(undefined);
  const problem = useSignal<Problem | undefined>(undefined);
  const busy = useSignal(false);
  const done = useSignal("");
  const asking = useSignal<string | undefined>(undefined);
  const running = store.recording.value !== undefined;

  const load = async (): Promise<void> => {
    const answer = await commands.callMethod("listRecordings");
    if (answer.problem === undefined) {
      recordings.value = parseRecordings(answer.result);
    } else {
      problem.value = answer.problem;
    }
  };
  const act = async (method: string, params: Readonly<Record<string, unknown>>, text: string): Promise<void> => {
    if (busy.value) {
      return;
    }
    busy.value = true;
    done.value = "";
    asking.value = undefined;
    const answer = await commands.callMethod(method, params);
    problem.value = answer.problem;
    done.value = answer.problem === undefined ? text : "";
    await load();
    busy.value = false;
  };
  useEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    void load();
    const timer = window.setInterval(() => void load(), REFRESH_MILLIS);
    return () => window.clearInterval(timer);
  }, [running]);

  const shown = recordings.value;
  const end = endText(shown?.lastEnd);
  return (
    <dialog ref={dialog} class="tool-dialog" aria-labelledby="recording-title" data-testid="recording-dialog" onClose={onClose}>
      <header class="dialog-head">
        <h2 id="recording-title">{t("recordingDialog.recording")}</h2>
        <button type="button" class="icon-button" aria-label={t("common.close")} title={t("common.close")} data-testid="recording-close" onClick={() => dialog.current?.close()}>
          <CloseIcon />
        </button>
      </header>
      <div class="panel recordings">
        <p>{t("recordingDialog.thePictureGoesIntoFilesOn")}</p>
        <div class="recordings-head">
          <button
            type="button"
            class="small-button"
            data-kind={running ? "danger" : "go"}
            data-testid={running ? "recording-stop" : "recording-start"}
            aria-disabled={busy.value}
            autoFocus
            onClick={() => void (running ? act("stopRecording", {}, t("recordingDialog.theRecordingEnded")) : act("startRecording", {}, t("recordingDialog.theRecordingHasBegun")))}
          >
            {running ? t("recordingDialog.stopRecording") : t("recordingDialog.startRecording")}
          </button>
          {shown !== undefined && (
            <span class="quiet" data-testid="recording-room">
              {t("recordingDialog.room", { used: formatSize(shown.bytes), most: formatSize(shown.maxBytes), free: formatSize(shown.freeBytes) })}
            </span>
          )}
        </div>
        <ProblemNote problem={problem.value} id="recording-error" />
        <p class="done" role="status" data-testid="recording-done">
          {done.value}
        </p>
        {!running && end !== undefined && (
          <p class="quiet" data-testid="recording-end">
            {t("recordingDialog.ended", { end })}
          </p>
        )}
        {shown !== undefined && shown.list.length === 0 && <p class="quiet">{t("recordingDialog.thereAreNoRecordings")}</p>}
        {shown !== undefined && shown.list.length > 0 && (
          <ul class="recording-list" aria-label={t("recordingDialog.recordings")}>
            {shown.list.map((recording) => (
              <Row
                key={recording.name}
                recording={recording}
                asking={asking.value === recording.name}
                onAsk={() => (asking.value = recording.name)}
                onNo={() => (asking.value = undefined)}
                onDelete={() => void act("deleteRecording", { name: recording.name }, t("recordingDialog.theRecordingWasDeleted"))}
              />
            ))}
          </ul>
        )}
        {shown !== undefined && shown.count > shown.list.length && <p class="quiet">{t("recordingDialog.older", { count: shown.count - shown.list.length })}</p>}
      </div>
      {children}
    </dialog>
  );
}

interface RowProps {
  readonly recording: Recording;
  readonly asking: boolean;
  readonly onAsk: () => void;
  readonly onNo: () => void;
  readonly onDelete: () => void;
}

const STATE_TEXTS: Readonly<Record<Recording["state"], string>> = {
  get recording() { return t("recordingDialog.beingRecorded"); },
  complete: "",
  get unfinished() { return t("recordingDialog.interruptedEndsEarly"); },
};

function Row({ recording, asking, onAsk, onNo, onDelete }: RowProps): JSX.Element {
  const when = recording.at === undefined ? recording.name : formatDateTime(recording.at);
  const state = STATE_TEXTS[recording.state];
  return (
    <li data-testid="recording-row" data-name={recording.name} data-state={recording.state}>
      <div class="recording-text">
        <strong>{when}</strong>
        <span class="quiet">
          {lengthText(recording.seconds)}, {formatSize(recording.bytes)}
          {recording.width > 0 && `, ${recording.width} × ${recording.height}`}
          {state !== "" && `, ${state}`}
        </span>
      </div>
      {recording.state !== "recording" && (
        <div class="recording-actions">
          <a class="small-button" href={downloadPath(recording.name)} download={recording.name} aria-label={t("recordingDialog.downloadTheRecordingOf", { when })} data-testid="recording-download">
            {t("recordingDialog.download")}
          </a>
          {!asking && (
            <button type="button" class="small-button" data-kind="danger" aria-label={t("recordingDialog.deleteTheRecordingOf", { when })} data-testid="recording-delete" onClick={onAsk}>
              {t("common.delete")}
            </button>
          )}
        </div>
      )}
      {asking && <Confirm question={t("recordingDialog.deleteTheRecordingOfForGood", { when })} yes={t("common.delete")} onYes={onDelete} onNo={onNo} />}
    </li>
  );
}
