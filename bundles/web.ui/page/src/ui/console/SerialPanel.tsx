// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Client } from "../../connection/client";
import type { Commands } from "../../connection/commands";
import { t } from "../../i18n/i18n";
import type { Problem } from "../../problem";
import { parseSerialSettings, remembered, texts, type CommandButton, type SerialSettings } from "../../serial";
import type { Store } from "../../store";
import type { Theme } from "../../theme";
import { ProblemNote } from "../ProblemNote";
import { ConsoleTools, leaveConsole, storedScreenReader } from "./ConsoleTools";
import { ConsoleView, type ConsoleActions } from "./ConsoleView";
import { SerialSettingsForm } from "./SerialSettingsForm";

export interface SerialPanelProps {
  readonly store: Store;
  readonly client: Client;
  readonly commands: Commands;
  readonly theme: Theme;
  readonly onClose: () => void;
}

/** The serial console of the target. Loaded when it is opened first. */
export function SerialPanel({ store, client, commands, theme, onClose }: SerialPanelProps): JSX.Element {
  const actions = useSignal<ConsoleActions | undefined>(undefined);
  const screenReader = useSignal(storedScreenReader());
  const large = useSignal(false);
  const settings = useSignal<SerialSettings | undefined>(undefined);
  const settingsOpen = useSignal(false);
  const history = useSignal<readonly string[]>([]);
  const command = useSignal("");
  const problem = useSignal<Problem | undefined>(undefined);
  const controls = store.controls.value;
  const state = store.serial.value;
  const open = state?.open === true;

  const load = async (): Promise<void> => {
    const answer = await commands.callMethod("getSerialSettings");
    if (answer.problem === undefined) {
      settings.value = parseSerialSettings(answer.result);
    }
  };
  useEffect(() => void load(), [store.phase.value]);
  useEffect(() => {
    if (controls) {
      void commands.callMethod("getSerialCommandHistory").then(({ result }) => (history.value = texts(result)));
    } else {
      history.value = [];
    }
  }, [controls]);

  const send = async (text: string, keep: boolean): Promise<void> => {
    const end = settings.value?.terminator.value ?? "\n";
    const answer = await commands.callMethod("sendCustomCommand", { command: keep ? text + end : text });
    problem.value = answer.problem;
    if (answer.problem === undefined && keep) {
      command.value = "";
      if (text !== "") {
        history.value = remembered(history.value, text);
        await commands.callMethod("setSerialCommandHistory", { commandHistory: history.value });
      }
    }
  };
  const press = (button: CommandButton): void => void send(button.command + button.terminator.value, false);

  return (
    <section class="console-panel" data-large={large.value} aria-labelledby="serial-title" data-testid="serial">
      <ConsoleTools
        label="serial"
        title={t("serial.title")}
        actions={actions.value}
        readOnly={!controls}
        screenReader={screenReader}
        large={large}
        onClose={onClose}
      >
        <span class="pill console-state" data-state={open ? "open" : "closed"} data-testid="serial-state" title={state?.fault}>
          {state?.enabled !== true ? t("serial.off") : open ? t("serial.open", { device: state.device }) : t("serial.notOpen", { device: state.device })}
        </span>
        {!controls && (
          <span class="pill mode" data-mode="observer" data-testid="serial-read-only">
            {t("serial.readOnly")}
          </span>
        )}
        <button
          type="button"
          class="small-button"
          aria-expanded={settingsOpen.value}
          data-testid="serial-settings-button"
          onClick={() => (settingsOpen.value = !settingsOpen.value)}
        >
          {t("serial.settings")}
        </button>
      </ConsoleTools>
      {settingsOpen.value && settings.value !== undefined && (
        <SerialSettingsForm
          key={JSON.stringify(settings.value)}
          store={store}
          commands={commands}
          settings={settings.value}
          mayChange={controls}
          onStored={() => void load()}
        />
      )}
      <ConsoleView
        label="serial"
        name={t("serial.title")}
        store={store}
        client={client}
        theme={theme}
        readOnly={!controls}
        screenReader={screenReader.value}
        onReady={(ready) => (actions.value = ready)}
        onLeave={() => leaveConsole("serial")}
      />
      {controls && (
        <form
          class="console-command"
          onSubmit={(event) => {
            event.preventDefault();
            void send(command.value, true);
          }}
        >
          {settings.value?.buttons.map((button) => (
            <button type="button" key={button.id} class="small-button" title={button.command} data-testid="serial-command-button" onClick={() => press(button)}>
              {button.label}
            </button>
          ))}
          <input
            type="text"
            list="serial-history"
            aria-label={t("serial.command")}
            placeholder={t("serial.command")}
            data-testid="serial-command"
            autoComplete="off"
            autoCapitalize="none"
            spellcheck={false}
            maxLength={1024}
            value={command.value}
            onInput={(event) => (command.value = event.currentTarget.value)}
          />
          <datalist id="serial-history">
            {history.value.map((each) => (
              <option key={each} value={each} />
            ))}
          </datalist>
          <button type="submit" class="small-button" data-kind="go" data-testid="serial-send" aria-disabled={!open}>
            {t("serial.send")}
          </button>
          <button
            type="button"
            class="small-button"
            title={t("serial.breakMeaning")}
            data-testid="serial-break"
            aria-disabled={!open}
            onClick={() => void commands.callMethod("sendSerialBreak").then((answer) => (problem.value = answer.problem))}
          >
            {t("serial.break")}
          </button>
          {history.value.length > 0 && (
            <button
              type="button"
              class="small-button"
              data-testid="serial-forget"
              onClick={() => {
                history.value = [];
                void commands.callMethod("deleteSerialCommandHistory");
              }}
            >
              {t("serial.forget")}
            </button>
          )}
          <ProblemNote problem={problem.value} id="serial-error" />
        </form>
      )}
      <p class="quiet console-hint">{t("terminal.leaveKeys")}</p>
    </section>
  );
}
