// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Commands } from "../../connection/commands";
import { t } from "../../i18n/i18n";
import { macroOf, MAX_MACROS, readMacros, stepsText, writtenMacros, type EditedMacro } from "../../settings/macroText";
import { Confirm } from "../Confirm";
import { FormResult } from "../ProblemNote";
import { useSubmission } from "../submission";

interface Props {
  readonly commands: Commands;
  /** Only the session in control stores macros. */
  readonly controls: boolean;
}

/** The macros that the device stores for every session: added, changed, moved and deleted. */
export function MacroEditor({ commands, controls }: Props): JSX.Element | null {
  const macros = useSignal<readonly EditedMacro[] | undefined>(undefined);
  const open = useSignal<string | undefined>(undefined);
  const deleting = useSignal<string | undefined>(undefined);
  const name = useSignal("");
  const lines = useSignal("");
  const submission = useSubmission();
  const nameField = useRef<HTMLInputElement>(null);
  const addButton = useRef<HTMLButtonElement>(null);

  const load = async (): Promise<void> => {
    const answer = await commands.callMethod("getKeyboardMacros");
    macros.value = answer.problem === undefined ? readMacros(answer.result) : undefined;
  };
  useEffect(() => void load(), [controls]);
  useEffect(() => {
    if (open.value !== undefined) {
      nameField.current?.focus();
    }
  }, [open.value]);
  const list = macros.value;
  if (list === undefined) {
    return null;
  }

  const store = async (next: readonly EditedMacro[]): Promise<boolean> => {
    const answer = await submission.run(async () => {
      const { problem } = await commands.callMethod("setKeyboardMacros", { params: writtenMacros(next) });
      return problem === undefined ? { done: true, body: {} } : { done: false, problem };
    }, t("settings.stored"));
    if (answer?.done === true) {
      await load();
    }
    return answer?.done === true;
  };
  const edit = (macro: EditedMacro | undefined): void => {
    submission.clear();
    open.value = macro?.id ?? "";
    name.value = macro?.name ?? "";
    lines.value = macro === undefined ? "" : stepsText(macro.steps);
  };
  const close = (): void => {
    open.value = undefined;
    addButton.current?.focus();
  };
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const id = open.value === "" || open.value === undefined ? crypto.getRandomValues(new Uint32Array(2)).join("-") : open.value;
    const read = macroOf(id, name.value, lines.value);
    if ("error" in read) {
      submission.reject(read.error);
      nameField.current?.focus();
      return;
    }
    const next = open.value === "" ? [...list, read.macro] : list.map((macro) => (macro.id === id ? read.macro : macro));
    if (await store(next)) {
      close();
    }
  };
  const move = (at: number, by: number): void => {
    const next = [...list];
    const [macro] = next.splice(at, 1);
    if (macro !== undefined) {
      next.splice(at + by, 0, macro);
      void store(next);
    }
  };

  return (
    <section class="panel-part" aria-labelledby="macros-title" data-testid="macro-editor">
      <h3 id="macros-title">{t("macros.title")}</h3>
      <p class="quiet">{controls ? t("macros.about") : t("macros.needsControl")}</p>
      <ul class="rows">
        {list.length === 0 && <li class="quiet">{t("macros.none")}</li>}
        {list.map((macro, i) => (
          <li class="row" key={macro.id} data-testid="macro-row">
            <div class="row-text">
              <p>
                <bdi>{macro.name}</bdi>
              </p>
              <p class="detail">{stepsText(macro.steps).replaceAll("\n", ", ")}</p>
            </div>
            {controls && (
              <>
                <button type="button" class="small-button" disabled={i === 0} aria-label={t("macros.upOf", { name: macro.name })} onClick={() => move(i, -1)}>
                  ↑
                </button>
                <button type="button" class="small-button" disabled={i === list.length - 1} aria-label={t("macros.downOf", { name: macro.name })} onClick={() => move(i, 1)}>
                  ↓
                </button>
                <button type="button" class="small-button" data-testid="macro-edit" aria-label={t("accountEntry.change", { name: macro.name })} onClick={() => edit(macro)}>
                  {t("accountEntry.change2")}
                </button>
                <button type="button" class="small-button" data-kind="danger" data-testid="macro-delete" aria-label={t("macros.deleteOf", { name: macro.name })} onClick={() => (deleting.value = macro.id)}>
                  {t("common.delete")}
                </button>
              </>
            )}
            {deleting.value === macro.id && (
              <Confirm
                question={t("macros.deleteQuestion", { name: macro.name })}
                yes={t("common.delete")}
                onYes={() => {
                  deleting.value = undefined;
                  void store(list.filter((each) => each.id !== macro.id));
                }}
                onNo={() => (deleting.value = undefined)}
              />
            )}
          </li>
        ))}
      </ul>
      {controls && open.value !== undefined && (
        <form
          class="macro-form"
          aria-label={t("macros.edit")}
          onSubmit={(event) => void save(event)}
          onKeyDown={(event) => {
            if (event.key === "Escape") {
              event.preventDefault();
              event.stopPropagation();
              close();
            }
          }}
        >
          <div class="field">
            <label htmlFor="macro-name">{t("common.name")}</label>
            <input ref={nameField} id="macro-name" data-testid="macro-name" autoComplete="off" maxLength={64} aria-describedby="macros-error" value={name.value} onInput={(event) => (name.value = event.currentTarget.value)} />
          </div>
          <div class="field">
            <label htmlFor="macro-steps">{t("macros.steps")}</label>
            <textarea id="macro-steps" data-testid="macro-steps" rows={5} spellcheck={false} aria-describedby="macro-steps-hint macros-error" value={lines.value} onInput={(event) => (lines.value = event.currentTarget.value)} />
            <p id="macro-steps-hint" class="field-hint">
              {t("macros.stepsHint")}
            </p>
          </div>
          <div class="buttons">
            <button type="submit" class="small-button" data-kind="go" data-testid="macro-save" aria-disabled={submission.busy.value}>
              {t("accountEntry.save")}
            </button>
            <button type="button" class="small-button" data-testid="macro-dismiss" onClick={close}>
              {t("common.cancel")}
            </button>
          </div>
        </form>
      )}
      <FormResult submission={submission} id="macros" />
      {controls && open.value === undefined && (
        <button ref={addButton} type="button" class="small-button" data-testid="macro-add" disabled={list.length >= MAX_MACROS} onClick={() => edit(undefined)}>
          {t("macros.add")}
        </button>
      )}
    </section>
  );
}
