// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { t } from "../../i18n/i18n";
import { parseAccounts } from "../../login/account";
import { Field } from "../Field";
import { SHORTEST_PASSWORD } from "../passwordRule";
import { FormResult, ProblemNote } from "../ProblemNote";
import { useSubmission } from "../submission";
import type { PanelProps } from "./AccountDialog";
import { AccountEntry } from "./AccountEntry";
import { useLoaded } from "./loaded";
import { roleOptions } from "./roles";
import { Select } from "./Select";

/** The accounts of all users, for administrators. A change ends every login of the account. */
export function AccountList({ http, own }: PanelProps): JSX.Element {
  const list = useLoaded(http, "/accounts", parseAccounts);
  const user = useSignal("");
  const password = useSignal("");
  const role = useSignal("operator");
  const submission = useSubmission();
  const userField = useRef<HTMLInputElement>(null);
  const refused = submission.problem.value;
  const add = async (event: Event): Promise<void> => {
    event.preventDefault();
    const body = { user: user.value.trim(), password: password.value, role: role.value };
    const answer = await submission.run(() => http.send("POST", "/accounts", body), t("accountList.theAccountIsAdded", { name: body.user }));
    if (answer?.done === true) {
      user.value = password.value = "";
      await list.reload();
    }
    userField.current?.focus();
  };
  return (
    <>
      <section class="panel-part">
        <h3>{t("common.accounts")}</h3>
        <p class="quiet">{t("accountList.operatorsMayTakeControlViewersOnly")}</p>
        <ProblemNote problem={list.problem.value} id="accounts-list-error" />
        <ul class="rows" data-testid="account-list">
          {list.value.value?.length === 0 && <li class="quiet">{t("accountList.thereAreNoAccountsAllUse")}</li>}
          {list.value.value?.map((account) => (
            <AccountEntry
              key={account.user}
              http={http}
              account={account}
              isOwn={account.user === own.user}
              onChanged={() => void list.reload()}
            />
          ))}
        </ul>
      </section>
      <form class="panel-part" aria-labelledby="account-new-title" onSubmit={(event) => void add(event)}>
        <h3 id="account-new-title">{t("accountList.newAccount")}</h3>
        <div class="fields">
          <Field
            id="account-user"
            label={t("common.name")}
            value={user}
            autoComplete="off"
            hint={t("accountList.lowerCaseLettersDigits")}
            invalid={refused !== undefined}
            errorId="account-new-error"
            inputRef={userField}
          />
          <Field
            id="account-password"
            label={t("common.password")}
            type="password"
            value={password}
            autoComplete="new-password"
            hint={t("common.atLeastCharacters", { count: SHORTEST_PASSWORD })}
            errorId="account-new-error"
          />
          <Select id="account-role" label={t("common.role")} value={role} options={roleOptions()} />
        </div>
        <FormResult submission={submission} id="account-new" />
        <button type="submit" class="small-button" data-kind="go" data-testid="account-submit" aria-disabled={submission.busy.value}>
          {t("accountList.addAccount")}
        </button>
      </form>
    </>
  );
}
