// SPDX-License-Identifier: Apache-2.0

import type { JSX } from "preact";
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
      <h3>{own.role === "admin" ? "Logins of all users" : "Your logins"}</h3>
      <p class="quiet">A login that is ended loses its sessions at once.</p>
      <ProblemNote problem={list.problem.value} id="logins-list-error" />
      <ul class="rows" data-testid="login-list">
        {logins.map((login) => (
          <Row key={login.id} login={login} onEnd={() => void end({ id: login.id }, "The login has ended.")} />
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
          onClick={() => void end({ all: true }, "Your other logins have ended.")}
        >
          End all my other logins
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
          {login.current && <span class="own-mark">this browser</span>}
        </p>
        <p class="detail">
          {[
            login.user === "" ? "shared password" : login.user,
            login.source,
            used === undefined ? undefined : used === "now" ? "used now" : `used ${used} ago`,
          ]
            .filter((fact) => fact !== undefined && fact !== "")
            .join(" · ")}
        </p>
      </div>
      {!login.current && (
        <button type="button" class="small-button" data-testid="end-login" aria-label={`End the login of ${client}`} onClick={onEnd}>
          End
        </button>
      )}
    </li>
  );
}
