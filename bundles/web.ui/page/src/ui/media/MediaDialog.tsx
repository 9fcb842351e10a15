// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Commands } from "../../connection/commands";
import { formatDateTime, formatSize, t } from "../../i18n/i18n";
import { parseFiles, parseFreeBytes, type MediaMode, type MountedMedium, type StoredFiles, type StoredImage, type UnfinishedUpload } from "../../media";
import type { Problem } from "../../problem";
import type { Store } from "../../store";
import type { Uploader } from "../../upload";
import { Confirm } from "../Confirm";
import { CloseIcon } from "../icons";
import { ProblemNote } from "../ProblemNote";
import { UploadPart } from "./UploadPart";

export interface MediaDialogProps {
  readonly store: Store;
  readonly commands: Commands;
  readonly uploader: Uploader;
  readonly onClose: () => void;
  /** What screen readers are to hear while the page behind the dialog is inert. */
  readonly children?: ComponentChildren;
}

const REFRESH_MILLIS = 3000;

/** Shows what the target has in its drive and which images there are; the session in control changes them. */
export function MediaDialog({ store, commands, uploader, onClose, children }: MediaDialogProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const files = useSignal<StoredFiles | undefined>(undefined);
  const free = useSignal<number | undefined>(undefined);
  const problem = useSignal<Problem | undefined>(undefined);
  const busy = useSignal(false);
  const done = useSignal("");
  const asking = useSignal<string | undefined>(undefined);
  const writable = useSignal(false);
  const url = useSignal("");
  const media = store.media.value;
  const mounted = media?.mounted;
  const controls = store.controls.value;

  const load = async (): Promise<void> => {
    const [list, space] = await Promise.all([commands.callMedia("listStorageFiles"), commands.callMedia("getStorageSpace")]);
    if (list.problem === undefined) {
      files.value = parseFiles(list.result);
      free.value = parseFreeBytes(space.result);
    } else {
      problem.value = list.problem;
    }
  };
  const act = async (method: string, params: Readonly<Record<string, unknown>>, text: string): Promise<boolean> => {
    if (busy.value) {
      return false;
    }
    busy.value = true;
    done.value = "";
    asking.value = undefined;
    const answer = await commands.callMedia(method, params);
    problem.value = answer.problem;
    done.value = answer.problem === undefined ? text : "";
    await load();
    busy.value = false;
    return answer.problem === undefined;
  };
  useEffect(() => dialog.current?.showModal(), []);
  const uploadState = uploader.progress.value?.state;
  useEffect(() => {
    void load();
    const timer = window.setInterval(() => void load(), REFRESH_MILLIS);
    return () => window.clearInterval(timer);
  }, [mounted?.name, uploadState]);

  const mount = (image: StoredImage, mode: MediaMode): void =>
    void act(
      "mountWithStorage",
      { filename: image.name, mode, ...(mode === "Disk" && writable.value ? { writable: true } : {}) },
      t("mediaDialog.isMounted", { name: image.name }),
    );
  const mountUrl = async (event: Event, mode: MediaMode): Promise<void> => {
    event.preventDefault();
    if (await act("mountWithHTTP", { url: url.value.trim(), mode }, t("mediaDialog.theImageIsMounted"))) {
      url.value = "";
    }
  };

  const shown = files.value;
  return (
    <dialog ref={dialog} class="tool-dialog" aria-labelledby="media-title" data-testid="media-dialog" onClose={onClose}>
      <header class="dialog-head">
        <h2 id="media-title">{t("mediaDialog.virtualMedia")}</h2>
        <button type="button" class="icon-button" aria-label={t("common.close")} title={t("common.close")} data-testid="media-close" autoFocus onClick={() => dialog.current?.close()}>
          <CloseIcon />
        </button>
      </header>
      <div class="panel media">
        <p>{t("mediaDialog.intro")}</p>
        {media !== undefined && !media.available && (
          <p class="quiet" data-testid="media-unavailable">
            {t("mediaDialog.noDrive")}
          </p>
        )}
        {!controls && (
          <p class="quiet" data-testid="media-read-only">
            {t("mediaDialog.onlyTheSessionInControl")}
          </p>
        )}
        <Drive
          mounted={mounted}
          controls={controls}
          busy={busy.value}
          refused={problem.value?.code === "in_use"}
          onEject={(force) => void act("unmountImage", force ? { force } : {}, t("mediaDialog.theDriveIsEmptyNow"))}
        />
        <ProblemNote problem={problem.value} id="media-error" />
        <p class="done" role="status" data-testid="media-done">
          {done.value}
        </p>
        {controls && <UploadPart uploader={uploader} free={free.value} />}
        <section class="media-part" aria-labelledby="media-images">
          <h3 id="media-images">{t("mediaDialog.imagesOnTheDevice")}</h3>
          {free.value !== undefined && (
            <p class="quiet" data-testid="media-room">
              {t("mediaDialog.room", { free: formatSize(free.value) })}
            </p>
          )}
          {shown !== undefined && shown.images.length === 0 && shown.unfinished.length === 0 && <p class="quiet">{t("mediaDialog.thereAreNoImages")}</p>}
          {controls && shown !== undefined && shown.images.length > 0 && (
            <label class="check">
              <input type="checkbox" data-testid="media-writable" checked={writable.value} onChange={(event) => (writable.value = event.currentTarget.checked)} />
              {t("mediaDialog.theTargetMayWrite")}
            </label>
          )}
          {shown !== undefined && (shown.images.length > 0 || shown.unfinished.length > 0) && (
            <ul class="media-list" aria-label={t("mediaDialog.imagesOnTheDevice")}>
              {shown.images.map((image) => (
                <ImageRow
                  key={image.name}
                  image={image}
                  mounted={mounted?.name === image.name}
                  mountable={media?.available === true && mounted === undefined}
                  controls={controls}
                  asking={asking.value === image.name}
                  onMount={(mode) => mount(image, mode)}
                  onAsk={() => (asking.value = image.name)}
                  onNo={() => (asking.value = undefined)}
                  onDelete={() => void act("deleteStorageFile", { filename: image.name }, t("mediaDialog.theImageWasDeleted"))}
                />
              ))}
              {shown.unfinished.map((upload) => (
                <UnfinishedRow
                  key={`unfinished ${upload.name}`}
                  upload={upload}
                  controls={controls}
                  asking={asking.value === upload.name}
                  onAsk={() => (asking.value = upload.name)}
                  onNo={() => (asking.value = undefined)}
                  onDelete={() => void act("deleteStorageFile", { filename: upload.name }, t("mediaDialog.theUploadWasDeleted"))}
                />
              ))}
            </ul>
          )}
        </section>
        {controls && media?.available === true && mounted === undefined && store.supports("mountWithHTTP") && (
          <form class="media-part" aria-labelledby="media-url-title" onSubmit={(event) => void mountUrl(event, "CDROM")}>
            <h3 id="media-url-title">{t("mediaDialog.fromAWebServer")}</h3>
            <div class="field">
              <label htmlFor="media-url">{t("mediaDialog.addressOfTheImage")}</label>
              <input
                id="media-url"
                data-testid="media-url"
                type="url"
                autoComplete="off"
                spellcheck={false}
                maxLength={2048}
                required
                placeholder="https://"
                aria-describedby="media-url-hint media-error"
                value={url.value}
                onInput={(event) => (url.value = event.currentTarget.value)}
              />
              <p id="media-url-hint" class="field-hint">
                {t("mediaDialog.onlyWhatTheTargetReads")}
              </p>
            </div>
            <div class="buttons">
              <button type="submit" class="small-button" data-testid="media-url-cd" aria-disabled={busy.value}>
                {t("mediaDialog.mountAsCompactDisc")}
              </button>
              <button type="button" class="small-button" data-testid="media-url-disk" aria-disabled={busy.value} onClick={(event) => void mountUrl(event, "Disk")}>
                {t("mediaDialog.mountAsDisk")}
              </button>
            </div>
          </form>
        )}
      </div>
      {children}
    </dialog>
  );
}

interface DriveProps {
  readonly mounted: MountedMedium | undefined;
  readonly controls: boolean;
  readonly busy: boolean;
  /** The device refused because something is held: perhaps the medium by the target. */
  readonly refused: boolean;
  readonly onEject: (force: boolean) => void;
}

function Drive({ mounted, controls, busy, refused, onEject }: DriveProps): JSX.Element {
  const forcing = useSignal(false);
  if (mounted === undefined) {
    return (
      <p class="media-drive" data-testid="media-drive">
        {t("mediaDialog.nothingIsMounted")}
      </p>
    );
  }
  const kind = mounted.mode === "CDROM" ? t("mediaDialog.compactDisc") : mounted.readOnly ? t("mediaDialog.diskReadOnly") : t("mediaDialog.diskWritable");
  return (
    <div class="media-drive" data-testid="media-drive" data-name={mounted.name}>
      <div class="media-text">
        <strong>
          <bdi>{mounted.name}</bdi>
        </strong>
        <span class="quiet">
          {kind}, {formatSize(mounted.bytes)}
          {mounted.by !== undefined && `, ${t("mediaDialog.mountedBy", { name: mounted.by })}`}
          {mounted.since !== undefined && `, ${formatDateTime(mounted.since)}`}
        </span>
      </div>
      {controls && (
        <div class="media-actions">
          <button type="button" class="small-button" data-testid="media-eject" aria-disabled={busy} onClick={() => onEject(false)}>
            {t("mediaDialog.eject")}
          </button>
          {refused && !forcing.value && (
            <button type="button" class="small-button" data-kind="danger" data-testid="media-force" onClick={() => (forcing.value = true)}>
              {t("mediaDialog.ejectByForce")}
            </button>
          )}
        </div>
      )}
      {controls && forcing.value && (
        <Confirm
          question={t("mediaDialog.ejectByForceQuestion")}
          yes={t("mediaDialog.ejectByForce")}
          onYes={() => {
            forcing.value = false;
            onEject(true);
          }}
          onNo={() => (forcing.value = false)}
        />
      )}
    </div>
  );
}

interface AskProps {
  readonly controls: boolean;
  readonly asking: boolean;
  readonly onAsk: () => void;
  readonly onNo: () => void;
  readonly onDelete: () => void;
}

interface ImageRowProps extends AskProps {
  readonly image: StoredImage;
  readonly mounted: boolean;
  readonly mountable: boolean;
  readonly onMount: (mode: MediaMode) => void;
}

function ImageRow({ image, mounted, mountable, controls, asking, onMount, onAsk, onNo, onDelete }: ImageRowProps): JSX.Element {
  return (
    <li data-testid="media-row" data-name={image.name}>
      <div class="media-text">
        <strong>
          <bdi>{image.name}</bdi>
        </strong>
        <span class="quiet">
          {formatSize(image.bytes)}
          {mounted && `, ${t("mediaDialog.mounted")}`}
        </span>
        <span class="quiet media-sum" data-testid="media-sum">
          {image.sha256 === undefined ? t("mediaDialog.theChecksumIsBeingComputed") : `SHA-256 ${image.sha256}`}
        </span>
      </div>
      {controls && !mounted && (
        <div class="media-actions">
          {mountable && (
            <>
              <button type="button" class="small-button" aria-label={t("mediaDialog.mountAsCompactDiscName", { name: image.name })} data-testid="media-mount-cd" onClick={() => onMount("CDROM")}>
                {t("mediaDialog.mountAsCompactDisc")}
              </button>
              <button type="button" class="small-button" aria-label={t("mediaDialog.mountAsDiskName", { name: image.name })} data-testid="media-mount-disk" onClick={() => onMount("Disk")}>
                {t("mediaDialog.mountAsDisk")}
              </button>
            </>
          )}
          {!asking && (
            <button type="button" class="small-button" data-kind="danger" aria-label={t("mediaDialog.deleteName", { name: image.name })} data-testid="media-delete" onClick={onAsk}>
              {t("mediaDialog.delete")}
            </button>
          )}
        </div>
      )}
      {asking && controls && <Confirm question={t("mediaDialog.deleteForGood", { name: image.name })} yes={t("mediaDialog.delete")} onYes={onDelete} onNo={onNo} />}
    </li>
  );
}

function UnfinishedRow({ upload, controls, asking, onAsk, onNo, onDelete }: AskProps & { readonly upload: UnfinishedUpload }): JSX.Element {
  return (
    <li data-testid="media-unfinished" data-name={upload.name}>
      <div class="media-text">
        <strong>
          <bdi>{upload.name}</bdi>
        </strong>
        <span class="quiet">
          {t("mediaDialog.received", { received: formatSize(upload.received), bytes: formatSize(upload.bytes) })}
          {", "}
          {upload.running ? t("mediaDialog.isBeingUploaded") : t("mediaDialog.chooseTheSameFileToGoOn")}
        </span>
      </div>
      {controls && !upload.running && !asking && (
        <div class="media-actions">
          <button type="button" class="small-button" data-kind="danger" aria-label={t("mediaDialog.deleteName", { name: upload.name })} data-testid="media-delete-unfinished" onClick={onAsk}>
            {t("mediaDialog.delete")}
          </button>
        </div>
      )}
      {asking && controls && <Confirm question={t("mediaDialog.deleteForGood", { name: upload.name })} yes={t("mediaDialog.delete")} onYes={onDelete} onNo={onNo} />}
    </li>
  );
}
