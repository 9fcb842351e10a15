// SPDX-License-Identifier: Apache-2.0

import { useSignal, type Signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../i18n/i18n";
import { LanguageChoice } from "./settings/LocalSettings";
import type { LoginApi } from "../login/loginApi";
import type { Problem } from "../problem";
import { LoginForm } from "./LoginForm";
import { SetupForm } from "./SetupForm";

interface Props {
  readonly api: LoginApi;
  /** Written: whether the device is not set up, for the rest of the page. */
  readonly setUpNeeded: Signal<boolean>;
  /** Why there is no login any more. */
  readonly note?: string | undefined;
  /** Why a view link was refused. */
  readonly problem?: Problem | undefined;
  readonly onDone: () => void;
}

/** Shown instead of the picture while the device requires a login: the set-up of a new device, or the login. */
export function LoginView({ api, setUpNeeded, note, problem, onDone }: Props): JSX.Element {
  const setUp = useSignal<boolean | undefined>(undefined);
  const silent = useSignal(false);
  const ask = async (): Promise<void> => {
    silent.value = false;
    setUp.value = await api.isSetUp();
    silent.value = setUp.value === undefined;
    setUpNeeded.value = setUp.value === false;
  };
  useEffect(() => {
    void ask();
    return () => void (setUpNeeded.value = false);
  }, []);
  return (
    <section class="standalone" aria-label={t("loginView.login")} data-testid="login-view">
      <div class="standalone-card">
        {setUp.value === undefined && !silent.value && <span class="spinner" role="status" aria-label={t("loginView.contactingTheDevice")} />}
        {silent.value && (
          <>
            <h2>{t("loginView.theDeviceDoesNotAnswer")}</h2>
            <button type="button" class="small-button" data-kind="go" data-testid="login-retry" onClick={() => void ask()}>
              {t("common.tryAgain")}
            </button>
          </>
        )}
        {setUp.value === false && <SetupForm api={api} onDone={onDone} onSetUp={() => void ask()} />}
        {setUp.value === true && <LoginForm api={api} note={note} problem={problem} onDone={onDone} />}
      </div>
      <div class="standalone-language">
        <LanguageChoice id="login-language" />
      </div>
    </section>
  );
}
