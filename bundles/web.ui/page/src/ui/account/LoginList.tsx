// SPDX-License-Identifier: Apache-2.0

import type { JSX } from "preact";
import { t } from "../../i18n/i18n";
import { clientName, parseLogins, type LoginRow } from "../../login/account";
import { FormResult, ProblemNote } from "../ProblemNote";
import { useNow } from "../now";
import { useSubmission } from "../submission";
import { ago } from "../timeText";
import type { PanelProps } from "./AccountDialog";
import { useLoaded } from "./loaded";

const CLOCK_MILLIS = 30_000;

/** The logins of the own account, for an administrator those of all; each can be ended. */
export function LoginList({ http, own }: PanelProps): JSX.Element {
  const list = useLoaded(http, "/auth/logins", parseLogins);
  const submission = useSubmission();
  const logins = list.value.value ?? [];
  const end = async (which: object, success: string): Promise<void> => {
    await submission.run(() => http.send("DELETE", "/auth/logins", which), success);
    await list.reload();
  };
  return (
    <section class="panel-part">
      <h3>{own.role === "admin" ? t("loginList.loginsOfAllUsers") : t("loginList.yourLogins")}</h3>
      <p class="quiet">{t("loginList.aLoginThatIsEndedLoses")}</p>
      <ProblemNote problem={list.problem.value} id="logins-list-error" />
      <ul class="rows" data-testid="login-list">
        {logins.map((login) => (
          <Row key={login.id} login={login} onEnd={() => void end({ id: login.id }, t("loginList.theLoginHasEnded"))} />
        ))}
      </ul>
      <FormResult submission={submission} id="logins" />
      {logins.length > 1 && (
        <button
          type="button"
          class="small-button"
          data-kind="danger"
          data-testid="end-other-logins"
          aria-disabled={submission.busy.value}
          onClick={() => void end({ all: true }, t("loginList.yourOtherLoginsHaveEnded"))}
        >
          {t("loginList.endAllMyOtherLogins")}
        </button>
      )}
    </section>
  );
}

function Row({ login, onEnd }: { readonly login: LoginRow; readonly onEnd: () => void }): JSX.Element {
  const now = useNow(CLOCK_MILLIS);
  const client = clientName(login.client);
  const used = login.lastUsed === undefined ? undefined : ago(login.lastUsed, now);
  return (
    <li class="row" data-testid="login-row" data-current={login.current}>
      <div class="row-text">
        <p>
          {client}
          {login.current && <span class="own-mark">{t("loginList.thisBrowser")}</span>}
        </p>
        <p class="detail">
          {[
            login.user === "" ? t("loginList.sharedPassword") : login.user,
            login.source,
            used === undefined ? undefined : now - (login.lastUsed ?? 0) < 60_000 ? t("loginList.usedNow") : t("loginList.usedAgo", { used }),
          ]
            .filter((fact) => fact !== undefined && fact !== "")
            .join(" · ")}
        </p>
      </div>
      {!login.current && (
        <button type="button" class="small-button" data-testid="end-login" aria-label={t("loginList.endTheLoginOf", { name: client })} onClick={onEnd}>
          {t("loginList.end")}
        </button>
      )}
    </li>
  );
}
