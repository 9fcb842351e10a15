// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Client } from "../../connection/client";
import { t } from "../../i18n/i18n";
import type { Store } from "../../store";
import type { Theme } from "../../theme";
import { ConsoleTools, leaveConsole, storedScreenReader } from "./ConsoleTools";
import { ConsoleView, type ConsoleActions } from "./ConsoleView";

export interface TerminalPanelProps {
  readonly store: Store;
  readonly client: Client;
  readonly theme: Theme;
  readonly onClose: () => void;
}

/** The device starts a shell at the first key, or at once for this. */
const OPENING = JSON.stringify({ type: "system", name: "term.open" });

/** A shell on the device, for administrators. Closing the panel ends the shell. Loaded when it is opened first. */
export function TerminalPanel({ store, client, theme, onClose }: TerminalPanelProps): JSX.Element {
  const actions = useSignal<ConsoleActions | undefined>(undefined);
  const screenReader = useSignal(storedScreenReader());
  const large = useSignal(false);
  return (
    <section class="console-panel" data-large={large.value} aria-labelledby="terminal-title" data-testid="terminal">
      <ConsoleTools label="terminal" title={t("terminal.title")} actions={actions.value} readOnly={false} screenReader={screenReader} large={large} onClose={onClose}>
        <span class="pill console-state" data-state="shell">
          {t("terminal.warning")}
        </span>
      </ConsoleTools>
      <ConsoleView
        label="terminal"
        name={t("terminal.title")}
        store={store}
        client={client}
        theme={theme}
        readOnly={false}
        screenReader={screenReader.value}
        opening={OPENING}
        onReady={(ready) => {
          actions.value = ready;
          ready?.focus();
        }}
        onLeave={() => leaveConsole("terminal")}
      />
      <p class="quiet console-hint">{t("terminal.closing")}</p>
    </section>
  );
}
