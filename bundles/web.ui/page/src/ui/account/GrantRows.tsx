// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n/i18n";
import type { GrantRow } from "../../login/account";
import { Confirm } from "../Confirm";
import { useNow } from "../now";
import { remaining } from "../timeText";

const CLOCK_MILLIS = 15_000;

interface Props {
  readonly rows: readonly GrantRow[] | undefined;
  /** `token` or `link`. */
  readonly testid: string;
  readonly none: string;
  readonly detail: (row: GrantRow) => readonly (string | undefined)[];
  readonly onRevoke: (id: string) => void;
}

/** Tokens or links with the time that is left; each is revoked after a confirmation. */
export function GrantRows({ rows, testid, none, detail, onRevoke }: Props): JSX.Element {
  const now = useNow(CLOCK_MILLIS);
  const list = useRef<HTMLUListElement>(null);
  const count = rows?.length;
  const before = useRef(count);
  useEffect(() => {
    // The button that had the focus is gone with its row.
    if (before.current !== undefined && count !== undefined && count < before.current) {
      list.current?.focus();
    }
    before.current = count;
  }, [count]);
  return (
    <ul class="rows" ref={list} tabIndex={-1} data-testid={`${testid}-list`}>
      {rows?.length === 0 && <li class="quiet">{none}</li>}
      {rows?.map((row) => (
        <Row key={row.id} row={row} testid={testid} now={now} detail={detail(row)} onRevoke={() => onRevoke(row.id)} />
      ))}
    </ul>
  );
}

interface RowProps {
  readonly row: GrantRow;
  readonly testid: string;
  readonly now: number;
  readonly detail: readonly (string | undefined)[];
  readonly onRevoke: () => void;
}

function Row({ row, testid, now, detail, onRevoke }: RowProps): JSX.Element {
  const asking = useSignal(false);
  const button = useRef<HTMLButtonElement>(null);
  const left = row.expires === undefined ? undefined : remaining(row.expires, now);
  return (
    <li class="row" data-testid={`${testid}-row`}>
      <div class="row-text">
        <p>
          <bdi>{row.name}</bdi>
        </p>
        <p class="detail">{[...detail, left].filter((fact) => fact !== undefined && fact !== "").join(" · ")}</p>
      </div>
      <button
        type="button"
        class="small-button"
        ref={button}
        data-testid={`revoke-${testid}`}
        aria-label={t("grantRows.revoke", { name: row.name })}
        onClick={() => (asking.value = true)}
      >
        {t("grantRows.revoke2")}
      </button>
      {asking.value && (
        <Confirm
          question={t("grantRows.revokeWhatUsesItIsCut", { name: row.name })}
          yes={t("grantRows.revoke2")}
          onYes={() => {
            asking.value = false;
            onRevoke();
          }}
          onNo={() => {
            asking.value = false;
            button.current?.focus();
          }}
        />
      )}
    </li>
  );
}
