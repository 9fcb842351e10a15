// SPDX-License-Identifier: Apache-2.0

import type { JSX } from "preact";
import { t } from "../../i18n/i18n";
import { FormResult } from "../ProblemNote";
import { useSubmission } from "../submission";
import type { PanelProps } from "./AccountDialog";
import { PasswordForm } from "./PasswordForm";
import { PasswordRemoval } from "./PasswordRemoval";
import { ROLES } from "./roles";

/** The own login: who it is, logging out, and the password. */
export function OwnAccount(props: PanelProps): JSX.Element {
  const { http, own, onLoggedOut } = props;
  const submission = useSubmission();
  const logOut = async (): Promise<void> => {
    const answer = await submission.run(() => http.send("POST", "/auth/logout", {}));
    if (answer?.done === true || answer?.problem.code === "login_required") {
      onLoggedOut();
    }
  };
  return (
    <>
      <section class="panel-part">
        <p data-testid="own-login">
          <strong>{title(props)}</strong> · {ROLES[own.role]}
        </p>
        {own.hasPassword && (
          <button type="button" class="small-button" data-testid="log-out" aria-disabled={submission.busy.value} onClick={() => void logOut()}>
            {t("ownAccount.logOut")}
          </button>
        )}
        <FormResult submission={submission} id="log-out" />
      </section>
      {!own.byLink && (own.ownAccount || own.role === "admin") && <PasswordForm {...props} />}
      {!own.byLink && own.hasPassword && own.role === "admin" && <PasswordRemoval {...props} />}
    </>
  );
}

function title({ own }: PanelProps): string {
  if (!own.hasPassword) {
    return t("ownAccount.thisDeviceHasNoPassword");
  }
  if (own.byLink) {
    return t("ownAccount.viewLink");
  }
  return own.user === "" ? t("ownAccount.theDevicesSharedPassword") : own.user;
}
