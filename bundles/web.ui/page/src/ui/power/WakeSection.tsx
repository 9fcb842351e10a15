// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Commands } from "../../connection/commands";
import { t } from "../../i18n/i18n";
import { parseWakeTargets, type WakeTarget } from "../../power";
import type { Problem } from "../../problem";
import type { Store } from "../../store";
import { Confirm } from "../Confirm";
import { Field } from "../Field";
import { ProblemNote } from "../ProblemNote";

interface Props {
  readonly store: Store;
  readonly commands: Commands;
}

/** A place in the list; that behind the last is a new one. */
type Place = number;

/** The computers that the device can wake: the list, and a form for one of them. */
export function WakeSection({ store, commands }: Props): JSX.Element {
  const targets = useSignal<readonly WakeTarget[] | undefined>(undefined);
  const problem = useSignal<Problem | undefined>(undefined);
  const done = useSignal("");
  const busy = useSignal(false);
  const removing = useSignal<Place | undefined>(undefined);
  const editing = useSignal<Place | undefined>(undefined);
  const name = useSignal("");
  const mac = useSignal("");
  const broadcast = useSignal("");
  const controls = store.controls.value;
  const list = targets.value ?? [];

  const load = async (): Promise<void> => {
    const answer = await commands.callMethod("getWakeOnLanDevices");
    problem.value = answer.problem;
    if (answer.problem === undefined) {
      targets.value = parseWakeTargets(answer.result);
    }
  };
  useEffect(() => void load(), []);

  const call = async (method: string, params: Readonly<Record<string, unknown>>, text: string): Promise<boolean> => {
    if (busy.value || !controls) {
      return false;
    }
    busy.value = true;
    done.value = "";
    removing.value = undefined;
    const answer = await commands.callMethod(method, params);
    problem.value = answer.problem;
    done.value = answer.problem === undefined ? text : "";
    busy.value = false;
    return answer.problem === undefined;
  };
  const wake = (target: WakeTarget): void =>
    void call(
      "sendWOLMagicPacket",
      { macAddress: target.macAddress, ...(target.broadcastIP === undefined ? {} : { broadcastIP: target.broadcastIP }) },
      t("wake.sent", { name: target.name }),
    );
  const storeList = async (next: readonly WakeTarget[], text: string): Promise<void> => {
    if (await call("setWakeOnLanDevices", { params: { devices: next } }, text)) {
      editing.value = undefined;
      await load();
    }
  };
  const edit = (place: Place): void => {
    if (controls) {
      const target = list[place];
      name.value = target?.name ?? "";
      mac.value = target?.macAddress ?? "";
      broadcast.value = target?.broadcastIP ?? "";
      editing.value = place;
    }
  };
  const save = (place: Place): void => {
    const target: WakeTarget = { name: name.value, macAddress: mac.value, ...(broadcast.value === "" ? {} : { broadcastIP: broadcast.value }) };
    void storeList([...list.slice(0, place), target, ...list.slice(place + 1)], t("wake.stored", { name: name.value }));
  };
  const blocked = { "aria-disabled": busy.value || !controls, "aria-describedby": controls ? undefined : "power-no-control" };

  return (
    <section aria-labelledby="wake-title" class="power-section">
      <h3 id="wake-title">{t("wake.title")}</h3>
      <p class="quiet">{t("wake.aPacketHasNoAnswer")}</p>
      {targets.value !== undefined && list.length === 0 && <p class="quiet">{t("wake.thereAreNoComputers")}</p>}
      {list.length > 0 && (
        <ul class="wake-list" aria-label={t("wake.computers")}>
          {list.map((target, place) => (
            <li key={place} data-testid="wake-row">
              <div class="wake-text">
                <strong>{target.name}</strong>
                <span class="quiet">
                  {target.macAddress}
                  {target.broadcastIP !== undefined && `, ${target.broadcastIP}`}
                </span>
              </div>
              <div class="wake-actions">
                <button type="button" class="small-button" data-kind="go" data-testid="wake-send" aria-label={t("wake.wakeName", { name: target.name })} {...blocked} onClick={() => wake(target)}>
                  {t("wake.wake")}
                </button>
                <button type="button" class="small-button" data-testid="wake-edit" aria-label={t("wake.changeName", { name: target.name })} {...blocked} onClick={() => edit(place)}>
                  {t("wake.change")}
                </button>
                <button
                  type="button"
                  class="small-button"
                  data-kind="danger"
                  data-testid="wake-remove"
                  aria-label={t("wake.removeName", { name: target.name })}
                  {...blocked}
                  onClick={() => (removing.value = controls ? place : undefined)}
                >
                  {t("common.remove")}
                </button>
              </div>
              {removing.value === place && (
                <Confirm
                  question={t("wake.removeQuestion", { name: target.name })}
                  yes={t("common.remove")}
                  onYes={() => void storeList([...list.slice(0, place), ...list.slice(place + 1)], t("wake.removed", { name: target.name }))}
                  onNo={() => (removing.value = undefined)}
                />
              )}
            </li>
          ))}
        </ul>
      )}
      <ProblemNote problem={problem.value} id="wake-error" />
      <p class="done" role="status" data-testid="wake-done">
        {done.value}
      </p>
      {editing.value === undefined ? (
        <div class="buttons">
          <button type="button" class="small-button" data-testid="wake-add" {...blocked} onClick={() => edit(list.length)}>
            {t("wake.add")}
          </button>
        </div>
      ) : (
        <form
          class="wake-form"
          data-testid="wake-form"
          onSubmit={(event) => {
            event.preventDefault();
            save(editing.value ?? list.length);
          }}
        >
          <Field id="wake-name" label={t("common.name")} value={name} autoComplete="off" errorId="wake-error" />
          <Field id="wake-mac" label={t("wake.macAddress")} value={mac} autoComplete="off" hint={t("wake.macHint")} errorId="wake-error" />
          <Field id="wake-broadcast" label={t("wake.broadcast")} value={broadcast} autoComplete="off" hint={t("wake.broadcastHint")} optional errorId="wake-error" />
          <div class="buttons">
            <button type="submit" class="small-button" data-kind="go" data-testid="wake-save" {...blocked}>
              {t("wake.save")}
            </button>
            <button type="button" class="small-button" data-testid="wake-cancel" onClick={() => (editing.value = undefined)}>
              {t("common.cancel")}
            </button>
          </div>
        </form>
      )}
    </section>
  );
}
