// SPDX-License-Identifier: Apache-2.0

import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Commands } from "../../connection/commands";
import { t } from "../../i18n/i18n";
import type { Store } from "../../store";
import { CloseIcon } from "../icons";
import { PowerSection } from "./PowerSection";
import { WakeSection } from "./WakeSection";

export interface PowerDialogProps {
  readonly store: Store;
  readonly commands: Commands;
  readonly onClose: () => void;
  /** What screen readers are to hear while the page behind the dialog is inert. */
  readonly children?: ComponentChildren;
}

/** The power of the target, and computers to wake. Everybody sees it; the session in control acts. */
export function PowerDialog({ store, commands, onClose, children }: PowerDialogProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="tool-dialog" aria-labelledby="power-title" data-testid="power-dialog" onClose={onClose}>
      <header class="dialog-head">
        <h2 id="power-title">{t("power.title")}</h2>
        <button type="button" class="icon-button" autoFocus aria-label={t("common.close")} title={t("common.close")} data-testid="power-close" onClick={() => dialog.current?.close()}>
          <CloseIcon />
        </button>
      </header>
      <div class="panel power">
        {!store.controls.value && (
          <p class="quiet" id="power-no-control" data-testid="power-no-control">
            {t("power.onlyTheSessionInControl")}
          </p>
        )}
        <PowerSection store={store} commands={commands} />
        <WakeSection store={store} commands={commands} />
      </div>
      {children}
    </dialog>
  );
}
