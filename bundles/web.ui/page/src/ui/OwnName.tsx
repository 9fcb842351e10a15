// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Commands } from "../connection/commands";
import { t } from "../i18n/i18n";
import type { Store } from "../store";
import { PencilIcon } from "./icons";
import { NameForm } from "./NameForm";

/** The own nickname, which can be edited in place. */
export function OwnName({ store, commands }: { store: Store; commands: Commands }): JSX.Element {
  const editing = useSignal(false);
  const button = useRef<HTMLButtonElement>(null);
  const edited = useRef(false);
  const nickname = store.sessionState.value.nickname;
  useEffect(() => {
    // The focus returns to where editing began, for keyboard users.
    if (editing.value) {
      edited.current = true;
    } else if (edited.current) {
      edited.current = false;
      button.current?.focus();
    }
  }, [editing.value]);
  if (editing.value) {
    return (
      <NameForm
        commands={commands}
        initial={nickname ?? ""}
        save="Save"
        onDone={() => (editing.value = false)}
        onCancel={() => (editing.value = false)}
      />
    );
  }
  return (
    <button
      type="button"
      class="own-name"
      ref={button}
      data-testid="own-name"
      title={t("ownName.changeYourName")}
      disabled={store.phase.value !== "live"}
      onClick={() => (editing.value = true)}
    >
      <bdi>{nickname ?? t("ownName.noNameYet")}</bdi>
      <PencilIcon />
    </button>
  );
}
