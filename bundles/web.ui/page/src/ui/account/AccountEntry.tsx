// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n/i18n";
import type { AccountRow } from "../../login/account";
import type { DeviceHttp } from "../../login/deviceHttp";
import { Confirm } from "../Confirm";
import { Field } from "../Field";
import { FormResult } from "../ProblemNote";
import { useSubmission, type Submission } from "../submission";
import { roleOptions, ROLES } from "./roles";
import { Select } from "./Select";

interface Props {
  readonly http: DeviceHttp;
  readonly account: AccountRow;
  readonly isOwn: boolean;
  readonly onChanged: () => void;
}

/** An account with its state; opened, the form that changes or deletes it. */
export function AccountEntry({ http, account, isOwn, onChanged }: Props): JSX.Element {
  const open = useSignal(false);
  const submission = useSubmission();
  const button = useRef<HTMLButtonElement>(null);
  const close = (): void => {
    open.value = false;
    button.current?.focus();
  };
  const send = async (method: "PUT" | "DELETE", change: object): Promise<void> => {
    const body = { user: account.user, ...change };
    const answer = await submission.run(() => http.send(method, "/accounts", body), t("accountEntry.theAccountIsChanged"));
    if (answer?.done === true) {
      close();
      onChanged();
    }
  };
  return (
    <li class="row" data-testid="account-row" data-user={account.user}>
      <div class="row-text">
        <p>
          {account.user}
          {isOwn && <span class="own-mark">{t("common.you")}</span>}
          {account.disabled && <span class="own-mark">{t("accountEntry.disabled")}</span>}
        </p>
        <p class="detail">
          {[ROLES[account.role], account.totp ? t("accountEntry.secondFactor") : undefined, account.owner ? t("accountEntry.setTheDeviceUp") : undefined]
            .filter((fact) => fact !== undefined)
            .join(" · ")}
        </p>
      </div>
      <button
        type="button"
        class="small-button"
        ref={button}
        data-testid="account-edit"
        aria-label={t("accountEntry.change", { name: account.user })}
        aria-expanded={open.value}
        onClick={() => (open.value = !open.value)}
      >
        {t("accountEntry.change2")}
      </button>
      {open.value && <Editor account={account} isOwn={isOwn} submission={submission} onSend={send} onCancel={close} />}
      {!open.value && <FormResult submission={submission} id="account-change" />}
    </li>
  );
}

interface EditorProps {
  readonly account: AccountRow;
  readonly isOwn: boolean;
  readonly submission: Submission;
  readonly onSend: (method: "PUT" | "DELETE", change: object) => Promise<void>;
  readonly onCancel: () => void;
}

function Editor({ account, isOwn, submission, onSend, onCancel }: EditorProps): JSX.Element {
  const role = useSignal<string>(account.role);
  const disabled = useSignal(account.disabled);
  const removeTotp = useSignal(false);
  const password = useSignal("");
  const deleting = useSignal(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    submission.clear();
    form.current?.querySelector("select")?.focus();
  }, []);
  const save = (event: Event): void => {
    event.preventDefault();
    const change = {
      ...(role.value === account.role ? {} : { role: role.value }),
      ...(disabled.value === account.disabled ? {} : { disabled: disabled.value }),
      ...(password.value === "" ? {} : { password: password.value }),
      ...(removeTotp.value ? { removeTotp: true } : {}),
    };
    if (Object.keys(change).length === 0) {
      onCancel();
    } else {
      void onSend("PUT", change);
    }
  };
  return (
    <form
      class="panel-part"
      ref={form}
      aria-label={t("accountEntry.change", { name: account.user })}
      onSubmit={save}
      onKeyDown={(event) => {
        if (event.key === "Escape") {
          // Closes this form, not the dialog.
          event.preventDefault();
          event.stopPropagation();
          onCancel();
        }
      }}
    >
      <div class="fields">
        <Select id="edit-role" label={t("common.role")} value={role} options={roleOptions()} />
        <Field
          id="edit-password"
          label={t("common.newPassword")}
          type="password"
          value={password}
          autoComplete="new-password"
          optional
          hint={t("accountEntry.leaveItEmptyToKeepThe")}
          errorId="account-change-error"
        />
      </div>
      <label class="check">
        <input
          type="checkbox"
          data-testid="edit-disabled"
          checked={disabled.value}
          onChange={(event) => (disabled.value = event.currentTarget.checked)}
        />
        {t("accountEntry.disabledTheAccountCannotLogIn")}
      </label>
      {account.totp && (
        <label class="check">
          <input
            type="checkbox"
            data-testid="edit-remove-totp"
            checked={removeTotp.value}
            onChange={(event) => (removeTotp.value = event.currentTarget.checked)}
          />
          {t("accountEntry.removeTheSecondFactor")}
        </label>
      )}
      {isOwn && <p class="quiet">{t("accountEntry.thisIsYourOwnAccountA")}</p>}
      <FormResult submission={submission} id="account-change" />
      {deleting.value ? (
        <Confirm
          question={t("accountEntry.deleteItsSessionsAndTokensEnd", { name: account.user })}
          yes={t("common.delete")}
          onYes={() => {
            deleting.value = false;
            void onSend("DELETE", {});
          }}
          onNo={() => (deleting.value = false)}
        />
      ) : (
        <div class="buttons">
          <button type="submit" class="small-button" data-kind="go" data-testid="edit-save" aria-disabled={submission.busy.value}>
            {t("accountEntry.save")}
          </button>
          <button type="button" class="small-button" data-testid="edit-cancel" onClick={onCancel}>
            {t("common.cancel")}
          </button>
          <button
            type="button"
            class="small-button"
            data-kind="danger"
            data-testid="edit-delete"
            aria-disabled={submission.busy.value}
            onClick={() => (deleting.value = true)}
          >
            {t("accountEntry.deleteAccount")}
          </button>
        </div>
      )}
    </form>
  );
}
