// SPDX-License-Identifier: Apache-2.0

import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n/i18n";

interface Props {
  readonly question: string;
  readonly yes: string;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

/** A question beside the button that was clicked. Takes the focus, on the answer that changes nothing. */
export function Confirm({ question, yes, onYes, onNo }: Props): JSX.Element {
  const no = useRef<HTMLButtonElement>(null);
  useEffect(() => no.current?.focus(), []);
  return (
    <div
      class="confirm"
      role="group"
      aria-label={question}
      data-testid="confirm"
      onKeyDown={(event) => {
        if (event.key === "Escape") {
          // Not also the dialog around it.
          event.preventDefault();
          event.stopPropagation();
          onNo();
        }
      }}
    >
      <p>{question}</p>
      <button type="button" class="small-button" data-kind="danger" data-testid="confirm-yes" onClick={onYes}>
        {yes}
      </button>
      <button type="button" class="small-button" data-testid="confirm-no" ref={no} onClick={onNo}>
        {t("common.cancel")}
      </button>
    </div>
  );
}
