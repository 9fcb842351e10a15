// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Commands } from "../../connection/commands";
import { t } from "../../i18n/i18n";
import type { Problem } from "../../problem";
import { BAUD_RATES, CONTROL_MODES, LINE_ENDS, PARITIES, parsePorts, STOP_BITS, TERMINATORS, type CommandButton, type SerialSettings } from "../../serial";
import type { Store } from "../../store";
import { ProblemNote } from "../ProblemNote";
import { Select } from "../account/Select";

interface Props {
  readonly store: Store;
  readonly commands: Commands;
  readonly settings: SerialSettings;
  /** The session has control; the port itself belongs to administrators. */
  readonly mayChange: boolean;
  readonly onStored: () => void;
}

/** The settings of the serial port: its node for administrators, its speed and format for the session in control. */
export function SerialSettingsForm({ store, commands, settings, mayChange, onStored }: Props): JSX.Element {
  const state = store.serial.value;
  const admin = store.sessionState.value.role === "admin";
  const ports = useSignal<readonly string[]>([]);
  const device = useSignal(state?.device ?? "");
  const enabled = useSignal(state?.enabled === true);
  const baudRate = useSignal(String(settings.baudRate));
  const dataBits = useSignal(String(settings.dataBits));
  const parity = useSignal(settings.parity);
  const stopBits = useSignal(settings.stopBits);
  const echo = useSignal(settings.enableEcho);
  const controls = useSignal(settings.normalizeMode);
  const lineEnd = useSignal(settings.normalizeLineEnd);
  const terminator = useSignal(settings.terminator.value);
  const buttons = useSignal<readonly CommandButton[]>(settings.buttons);
  const newLabel = useSignal("");
  const newCommand = useSignal("");
  const problem = useSignal<Problem | undefined>(undefined);
  const done = useSignal("");

  useEffect(() => {
    void commands.callMethod("getSerialState").then(({ result }) => (ports.value = parsePorts(result)));
  }, []);

  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    done.value = "";
    problem.value = undefined;
    if (admin && (device.value !== state?.device || enabled.value !== state.enabled)) {
      problem.value = (await commands.callMethod("setSerialPort", { device: device.value, enabled: enabled.value })).problem;
    }
    if (problem.value === undefined && mayChange) {
      const chosen = TERMINATORS.find((each) => each.value === terminator.value) ?? settings.terminator;
      problem.value = (
        await commands.callMethod("setSerialSettings", {
          settings: {
            baudRate: Number(baudRate.value),
            dataBits: Number(dataBits.value),
            parity: parity.value,
            stopBits: stopBits.value,
            enableEcho: echo.value,
            normalizeMode: controls.value,
            normalizeLineEnd: lineEnd.value,
            terminator: chosen,
            buttons: buttons.value,
          },
        })
      ).problem;
    }
    if (problem.value === undefined) {
      done.value = t("serial.stored");
      onStored();
    }
  };
  const add = (): void => {
    if (newCommand.value === "") {
      return;
    }
    const sort = Math.max(0, ...buttons.value.map((each) => each.sort)) + 1;
    const end = TERMINATORS.find((each) => each.value === terminator.value) ?? settings.terminator;
    const label = newLabel.value === "" ? newCommand.value.slice(0, 64) : newLabel.value;
    buttons.value = [...buttons.value, { id: `button-${sort}`, label, command: newCommand.value, terminator: end, sort }];
    newLabel.value = newCommand.value = "";
  };
  const nodes = [...new Set([...ports.value, device.value])].filter((each) => each !== "");

  return (
    <form class="panel console-settings" aria-label={t("serial.settings")} data-testid="serial-settings" onSubmit={(event) => void submit(event)}>
      {admin && (
        <>
          <Select id="serial-device" label={t("serial.port")} value={device} options={nodes.map((each) => [each, each] as const)} />
          <label class="check">
            <input type="checkbox" data-testid="serial-enabled" checked={enabled.value} onChange={(event) => (enabled.value = event.currentTarget.checked)} />
            {t("serial.enabled")}
          </label>
        </>
      )}
      {mayChange && (
        <>
          <div class="field">
            <label htmlFor="serial-baud">{t("serial.baudRate")}</label>
            <input
              id="serial-baud"
              data-testid="serial-baud"
              type="number"
              min={50}
              max={4000000}
              required
              list="serial-rates"
              value={baudRate.value}
              onInput={(event) => (baudRate.value = event.currentTarget.value)}
            />
            <datalist id="serial-rates">
              {BAUD_RATES.map((rate) => (
                <option key={rate} value={rate} />
              ))}
            </datalist>
          </div>
          <Select id="serial-data-bits" label={t("serial.dataBits")} value={dataBits} options={["5", "6", "7", "8"].map((bits) => [bits, bits] as const)} />
          <Select id="serial-parity" label={t("serial.parity")} value={parity} options={PARITIES.map((each) => [each, t(`serial.parity.${each}`)] as const)} />
          <Select id="serial-stop-bits" label={t("serial.stopBits")} value={stopBits} options={STOP_BITS.map((bits) => [bits, bits] as const)} />
          <Select id="serial-terminator" label={t("serial.terminator")} value={terminator} options={TERMINATORS.map(({ value, label }) => [value, label] as const)} />
          <Select id="serial-controls" label={t("serial.controls")} value={controls} options={CONTROL_MODES.map((each) => [each, t(`serial.controls.${each}`)] as const)} />
          <Select
            id="serial-line-ends"
            label={t("serial.lineEnds")}
            value={lineEnd}
            options={LINE_ENDS.map((each) => [each, each === "keep" ? t("serial.controls.keep") : each.toUpperCase()] as const)}
          />
          <label class="check">
            <input type="checkbox" data-testid="serial-echo" checked={echo.value} onChange={(event) => (echo.value = event.currentTarget.checked)} />
            {t("serial.echo")}
          </label>
          <fieldset class="console-buttons">
            <legend class="label">{t("serial.buttons")}</legend>
            {buttons.value.map((button) => (
              <span key={button.id} class="pill" data-testid="serial-button-row">
                {button.label}
                <button
                  type="button"
                  class="small-button"
                  aria-label={t("serial.removeButton", { name: button.label })}
                  onClick={() => (buttons.value = buttons.value.filter((each) => each !== button))}
                >
                  {t("common.remove")}
                </button>
              </span>
            ))}
            <input
              type="text"
              aria-label={t("common.name")}
              placeholder={t("common.name")}
              maxLength={64}
              data-testid="serial-button-label"
              value={newLabel.value}
              onInput={(event) => (newLabel.value = event.currentTarget.value)}
            />
            <input
              type="text"
              aria-label={t("serial.command")}
              placeholder={t("serial.command")}
              maxLength={1024}
              data-testid="serial-button-command"
              value={newCommand.value}
              onInput={(event) => (newCommand.value = event.currentTarget.value)}
            />
            <button type="button" class="small-button" data-testid="serial-button-add" onClick={add}>
              {t("serial.addButton")}
            </button>
          </fieldset>
        </>
      )}
      {!mayChange && <p class="quiet">{t("serial.needsControl")}</p>}
      <ProblemNote problem={problem.value} id="serial-settings-error" />
      <p class="done" role="status" data-testid="serial-settings-done">
        {done.value}
      </p>
      {(admin || mayChange) && (
        <button type="submit" class="small-button" data-kind="go" data-testid="serial-settings-store">
          {t("serial.store")}
        </button>
      )}
    </form>
  );
}
