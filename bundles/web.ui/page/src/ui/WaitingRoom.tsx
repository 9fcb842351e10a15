// SPDX-License-Identifier: Apache-2.0

import type { JSX } from "preact";
import type { Commands } from "../connection/commands";
import { t } from "../i18n/i18n";
import { ownSession } from "../sessions/sessionState";
import type { Store } from "../store";
import { TimeLeft } from "./TimeLeft";
import { NameForm } from "./NameForm";
import { OwnName } from "./OwnName";
import { Text } from "../i18n/Text";

/** Shown instead of the picture to a pending session. */
export function WaitingRoom({ store, commands }: { store: Store; commands: Commands }): JSX.Element {
  const state = store.sessionState.value;
  const own = ownSession(state);
  const needsName = own?.pendingReasons.includes("nickname") ?? false;
  return (
    <section class="standalone" aria-label={t("waitingRoom.waitingRoom")} data-testid="waiting-room" data-reasons={own?.pendingReasons.join(" ") ?? ""}>
      <div class="standalone-card">{needsName ? <NamePrompt store={store} commands={commands} /> : <AwaitingApproval store={store} commands={commands} />}</div>
    </section>
  );
}

function NamePrompt({ store, commands }: { store: Store; commands: Commands }): JSX.Element {
  const state = store.sessionState.value;
  const own = ownSession(state);
  return (
    <>
      <h2>{t("waitingRoom.whatIsYourName")}</h2>
      <p>
        {t("waitingRoom.otherUsersSeeThisNameWhen")}
        {own?.pendingReasons.includes("approval") === true && t("waitingRoom.thenAConnectedUserHasTo")}
      </p>
      <NameForm commands={commands} initial="" save={t("loginForm.continue")} onDone={() => undefined} />
      <p class="countdown">
        <TimeLeft until={own?.until} before={t("waitingRoom.timeLeft")} />
      </p>
    </>
  );
}

function AwaitingApproval({ store, commands }: { store: Store; commands: Commands }): JSX.Element {
  const state = store.sessionState.value;
  const own = ownSession(state);
  return (
    <>
      <span class="spinner" />
      <h2>{t("common.waitingForApproval")}</h2>
      <p>
        {state.noApprover
          ? t("waitingRoom.noUserWhoCouldApproveYour")
          : t("waitingRoom.aConnectedUserHasBeenAsked")}
      </p>
      <p class="standalone-name">
        <Text of="waitingRoom.yourName" with={{ name: <OwnName store={store} commands={commands} /> }} />
      </p>
      <p class="countdown" data-testid="countdown">
        <TimeLeft until={own?.until} before={t("waitingRoom.timeLeft")} />
      </p>
      <button
        type="button"
        class="small-button"
        data-testid="ask-again"
        disabled={store.busy.value.has("requestApproval")}
        onClick={() => void commands.requestApproval()}
      >
        {t("waitingRoom.askAgain")}
      </button>
    </>
  );
}
