// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { Field } from "../Field";
import { FormResult, ProblemNote } from "../ProblemNote";
import type { PanelProps } from "./AccountDialog";
import { GrantRows } from "./GrantRows";
import { useGrants } from "./grants";
import { Secret } from "./Secret";
import { Select } from "./Select";

const SCOPES: readonly (readonly [string, string])[] = [
  ["view", "View only"],
  ["control", "View and control"],
  ["admin", "Administration"],
];
const SCOPES_OF_ROLE = { viewer: 1, operator: 2, admin: 3 } as const;
const DAYS: readonly (readonly [string, string])[] = [
  ["1", "1 day"],
  ["7", "7 days"],
  ["30", "30 days"],
  ["90", "90 days"],
  ["366", "1 year"],
];

/** API tokens for programs: created with a scope and an end, shown once, revoked here. */
export function TokenList({ http, own }: PanelProps): JSX.Element {
  const { list, name, nameField, secret, submission, create, revoke } = useGrants(http, "token");
  const scope = useSignal("view");
  const days = useSignal("30");
  const terms = () => ({ scope: scope.value, days: Number(days.value) });
  return (
    <>
      <section class="panel-part">
        <h3>API tokens</h3>
        <p class="quiet">A program logs in with a token instead of a password: Authorization: Bearer TOKEN.</p>
        <ProblemNote problem={list.problem.value} id="tokens-list-error" />
        <GrantRows
          rows={list.value.value}
          testid="token"
          none="There are no tokens."
          detail={(row) => [SCOPES.find(([key]) => key === row.scope)?.[1], own.role === "admin" ? row.user : undefined]}
          onRevoke={(id) => void revoke(id)}
        />
      </section>
      <form class="panel-part" aria-labelledby="token-title" onSubmit={(event) => void create(event, terms())}>
        <h3 id="token-title">New token</h3>
        <div class="fields">
          <Field
            id="token-name"
            label="Name"
            value={name}
            autoComplete="off"
            invalid={submission.problem.value !== undefined}
            errorId="token-error"
            inputRef={nameField}
          />
          <Select id="token-scope" label="Scope" value={scope} options={SCOPES.slice(0, SCOPES_OF_ROLE[own.role])} />
          <Select id="token-days" label="Valid for" value={days} options={DAYS} />
        </div>
        <FormResult submission={submission} id="token" />
        {secret.value !== undefined && (
          <Secret id="token-value" label="Token" hint="It is shown only now. Keep it like a password." value={secret.value} />
        )}
        <button type="submit" class="small-button" data-kind="go" data-testid="token-submit" aria-disabled={submission.busy.value}>
          Create token
        </button>
      </form>
    </>
  );
}
