// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useMemo } from "preact/hooks";
import { language, t } from "../i18n/i18n";
import { builtIn, combinationName, loadOwn, saveOwn, strike, withOwn, type Combination, type Named } from "../input/combinations";
import type { Keyboard } from "../input/keyboard";
import { Confirm } from "./Confirm";
import { CloseIcon } from "./icons";

interface Props {
  readonly keyboard: Keyboard;
  readonly disabled: boolean;
  /** Further groups. */
  readonly children?: ComponentChildren;
}

/** Keys that are sent together, since the browser or its system keeps them: built-in ones, and the operator's own. */
export function Combinations({ keyboard, disabled, children }: Props): JSX.Element {
  const groups = useMemo(builtIn, [language()]);
  const own = useSignal<readonly Combination[]>(useMemo(() => loadOwn(), []));
  const text = useSignal("");
  const error = useSignal("");
  const confirming = useSignal<Named | undefined>(undefined);
  const open = disabled ? undefined : confirming.value;

  const send = (item: Named): void => {
    confirming.value = undefined;
    strike(keyboard, item.keys, performance.now());
  };
  const keep = (next: readonly Combination[]): void => {
    own.value = next;
    saveOwn(next);
  };
  const add = (event: Event): void => {
    event.preventDefault();
    const added = withOwn(own.value, text.value);
    error.value = "error" in added ? added.error : "";
    if ("own" in added) {
      keep(added.own);
      text.value = "";
    }
  };
  const button = (item: Named): JSX.Element => (
    <button
      type="button"
      class="key"
      disabled={disabled}
      data-testid={`combo-${item.keys.join("-")}`}
      // The focus stays on the picture.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => (item.confirm === undefined ? send(item) : (confirming.value = item))}
    >
      {item.label}
      {item.hint !== undefined && <span class="key-hint">{item.hint}</span>}
    </button>
  );

  return (
    <div class="combinations" data-testid="combinations">
      {groups.map((group) => (
        <section key={group.label} class="combination-group" aria-label={group.label}>
          <h3>{group.label}</h3>
          <div class="keys-row">{group.items.map((item) => <span key={item.label}>{button(item)}</span>)}</div>
          {open?.confirm !== undefined && group.items.includes(open) && (
            <Confirm question={open.confirm} yes={open.label} onYes={() => send(open)} onNo={() => (confirming.value = undefined)} />
          )}
        </section>
      ))}
      <section class="combination-group" aria-label={t("combinations.yourOwn")}>
        <h3>{t("combinations.yourOwn")}</h3>
        {own.value.length > 0 && (
          <div class="keys-row">
            {own.value.map((keys) => (
              <span key={keys.join("-")} class="own-combination">
                {button({ keys, label: combinationName(keys) })}
                <button
                  type="button"
                  class="icon-button"
                  aria-label={t("combinations.remove", { keys: combinationName(keys) })}
                  title={t("common.remove")}
                  data-testid="combo-remove"
                  onClick={() => keep(own.value.filter((each) => each !== keys))}
                >
                  <CloseIcon />
                </button>
              </span>
            ))}
          </div>
        )}
        <form class="combination-form" onSubmit={add}>
          <label htmlFor="combo-text">{t("combinations.addOne")}</label>
          <input
            id="combo-text"
            data-testid="combo-text"
            placeholder="Ctrl + Shift + T"
            autoComplete="off"
            autoCapitalize="off"
            spellcheck={false}
            maxLength={80}
            aria-invalid={error.value !== ""}
            aria-describedby="combo-error"
            value={text.value}
            onInput={(event) => {
              text.value = event.currentTarget.value;
              error.value = "";
            }}
          />
          <button type="submit" class="small-button" data-testid="combo-add">
            {t("combinations.add")}
          </button>
          <p id="combo-error" class="combination-error" role="alert" data-testid="combo-error">
            {error.value}
          </p>
        </form>
        <p class="quiet">{t("combinations.storedInThisBrowserKeysHave")}</p>
      </section>
      {children}
    </div>
  );
}
