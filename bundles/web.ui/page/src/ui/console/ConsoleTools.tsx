// SPDX-License-Identifier: Apache-2.0

import type { Signal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { t } from "../../i18n/i18n";
import { CloseIcon } from "../icons";
import type { ConsoleActions } from "./ConsoleView";

const SCREEN_READER = "baton.consoleScreenReader";

/** Whether terminals are also written for screen readers; stored in this browser. */
export function storedScreenReader(browser: Storage = localStorage): boolean {
  return browser.getItem(SCREEN_READER) === "true";
}

interface Props {
  readonly label: "serial" | "terminal";
  readonly title: string;
  readonly actions: ConsoleActions | undefined;
  readonly readOnly: boolean;
  readonly screenReader: Signal<boolean>;
  readonly large: Signal<boolean>;
  readonly onClose: () => void;
  readonly children?: ComponentChildren;
}

/** The head of a panel with a terminal. */
export function ConsoleTools({ label, title, actions, readOnly, screenReader, large, onClose, children }: Props): JSX.Element {
  // both need a page over HTTPS, or from this machine
  const clipboard = navigator.clipboard as Clipboard | undefined;
  return (
    <div class="console-head">
      <h2 id={`${label}-title`}>{title}</h2>
      {children}
      <span class="console-tools">
        <label class="check console-reader">
          <input
            type="checkbox"
            data-testid={`${label}-reader`}
            checked={screenReader.value}
            onChange={(event) => {
              screenReader.value = event.currentTarget.checked;
              localStorage.setItem(SCREEN_READER, String(screenReader.value));
            }}
          />
          {t("terminal.screenReader")}
        </label>
        {clipboard !== undefined && (
          <>
            <button
              type="button"
              class="small-button"
              data-testid={`${label}-copy`}
              title={t("terminal.copyKeys")}
              onClick={() => void clipboard.writeText(actions?.selection() ?? "").catch(() => undefined)}
            >
              {t("terminal.copy")}
            </button>
            {!readOnly && (
              <button
                type="button"
                class="small-button"
                data-testid={`${label}-paste`}
                title={t("terminal.pasteKeys")}
                onClick={() => void clipboard.readText().then((text) => actions?.paste(text), () => undefined)}
              >
                {t("terminal.paste")}
              </button>
            )}
          </>
        )}
        <button type="button" class="small-button" data-testid={`${label}-clear`} onClick={() => actions?.clear()}>
          {t("terminal.clear")}
        </button>
        <button type="button" class="small-button" data-testid={`${label}-large`} aria-pressed={large.value} onClick={() => (large.value = !large.value)}>
          {t("terminal.larger")}
        </button>
        <button type="button" class="icon-button" id={`${label}-close`} aria-label={t("common.close")} title={t("common.close")} data-testid={`${label}-close`} onClick={onClose}>
          <CloseIcon />
        </button>
      </span>
    </div>
  );
}

/** Moves the focus out of a terminal, which takes every key. */
export function leaveConsole(label: "serial" | "terminal"): void {
  document.getElementById(`${label}-close`)?.focus();
}
