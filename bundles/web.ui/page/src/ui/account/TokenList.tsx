// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { t } from "../../i18n/i18n";
import { Field } from "../Field";
import { FormResult, ProblemNote } from "../ProblemNote";
import type { PanelProps } from "./AccountDialog";
import { GrantRows } from "./GrantRows";
import { useGrants } from "./grants";
import { Secret } from "./Secret";
import { Select } from "./Select";

const SCOPES: readonly (readonly [string, string])[] = [
  ["view", t("tokenList.viewOnly")],
  ["control", t("tokenList.viewAndControl")],
  ["admin", t("tokenList.administration")],
];
const SCOPES_OF_ROLE = { viewer: 1, operator: 2, admin: 3 } as const;
const DAYS: readonly (readonly [string, string])[] = [
  ["1", t("time.daysLong", { count: 1 })],
  ["7", t("time.daysLong", { count: 7 })],
  ["30", t("time.daysLong", { count: 30 })],
  ["90", t("time.daysLong", { count: 90 })],
  ["366", t("time.yearsLong", { count: 1 })],
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
        <h3>{t("common.apiTokens")}</h3>
        <p class="quiet">{t("tokenList.aProgramLogsInWithA")}</p>
        <ProblemNote problem={list.problem.value} id="tokens-list-error" />
        <GrantRows
          rows={list.value.value}
          testid="token"
          none={t("tokenList.thereAreNoTokens")}
          detail={(row) => [SCOPES.find(([key]) => key === row.scope)?.[1], own.role === "admin" ? row.user : undefined]}
          onRevoke={(id) => void revoke(id)}
        />
      </section>
      <form class="panel-part" aria-labelledby="token-title" onSubmit={(event) => void create(event, terms())}>
        <h3 id="token-title">{t("tokenList.newToken")}</h3>
        <div class="fields">
          <Field
            id="token-name"
            label={t("common.name")}
            value={name}
            autoComplete="off"
            invalid={submission.problem.value !== undefined}
            errorId="token-error"
            inputRef={nameField}
          />
          <Select id="token-scope" label={t("tokenList.scope")} value={scope} options={SCOPES.slice(0, SCOPES_OF_ROLE[own.role])} />
          <Select id="token-days" label={t("common.validFor")} value={days} options={DAYS} />
        </div>
        <FormResult submission={submission} id="token" />
        {secret.value !== undefined && (
          <Secret id="token-value" label={t("tokenList.token")} hint={t("tokenList.itIsShownOnlyNowKeep")} value={secret.value} />
        )}
        <button type="submit" class="small-button" data-kind="go" data-testid="token-submit" aria-disabled={submission.busy.value}>
          {t("tokenList.createToken")}
        </button>
      </form>
    </>
  );
}
