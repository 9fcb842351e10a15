// SPDX-License-Identifier: Apache-2.0

import type { JSX } from "preact";
import type { Commands } from "../connection/commands";
import { ownSession } from "../sessions/sessionState";
import type { Store } from "../store";
import { TimeLeft } from "./TimeLeft";
import { NameForm } from "./NameForm";
import { OwnName } from "./OwnName";

/** Shown instead of the picture to a pending session. */
export function WaitingRoom({ store, commands }: { store: Store; commands: Commands }): JSX.Element {
  const state = store.sessionState.value;
  const own = ownSession(state);
  const needsName = own?.pendingReasons.includes("nickname") ?? false;
  return (
    <section class="standalone" aria-label="Waiting room" data-testid="waiting-room" data-reasons={own?.pendingReasons.join(" ") ?? ""}>
      <div class="standalone-card">{needsName ? <NamePrompt store={store} commands={commands} /> : <AwaitingApproval store={store} commands={commands} />}</div>
    </section>
  );
}

function NamePrompt({ store, commands }: { store: Store; commands: Commands }): JSX.Element {
  const state = store.sessionState.value;
  const own = ownSession(state);
  return (
    <>
      <h2>What is your name?</h2>
      <p>
        Other users see this name when you request control.
        {own?.pendingReasons.includes("approval") === true && " Then a connected user has to approve your session."}
      </p>
      <NameForm commands={commands} initial="" save="Continue" onDone={() => undefined} />
      <p class="countdown">
        <TimeLeft until={own?.until} before="Time left: " />
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
      <h2>Waiting for approval</h2>
      <p>
        {state.noApprover
          ? "No user who could approve your session is connected. Your request is shown to them as soon as they connect."
          : "A connected user has been asked to approve your session. Then the picture is shown."}
      </p>
      <p class="standalone-name">
        Your name: <OwnName store={store} commands={commands} />
      </p>
      <p class="countdown" data-testid="countdown">
        <TimeLeft until={own?.until} before="Time left: " />
      </p>
      <button
        type="button"
        class="small-button"
        data-testid="ask-again"
        disabled={store.busy.value.has("requestApproval")}
        onClick={() => void commands.requestApproval()}
      >
        Ask again
      </button>
    </>
  );
}
