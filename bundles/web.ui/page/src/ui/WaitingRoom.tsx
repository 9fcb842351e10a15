// SPDX-License-Identifier: Apache-2.0

import type { JSX } from "preact";
import type { Commands } from "../connection/commands";
import { self } from "../sessions/house";
import type { Store } from "../store";
import { Left } from "./Left";
import { NameForm } from "./NameForm";
import { OwnName } from "./OwnName";

/** Instead of the picture, for somebody who is not let in yet. */
export function WaitingRoom({ store, commands }: { store: Store; commands: Commands }): JSX.Element {
  const house = store.house.value;
  const own = self(house);
  const nameless = own?.pendingReasons.includes("nickname") ?? false;
  return (
    <section class="room" aria-label="Waiting room" data-testid="waiting-room" data-reasons={own?.pendingReasons.join(" ") ?? ""}>
      <div class="room-card">{nameless ? <Nameless store={store} commands={commands} /> : <Knocking store={store} commands={commands} />}</div>
    </section>
  );
}

function Nameless({ store, commands }: { store: Store; commands: Commands }): JSX.Element {
  const house = store.house.value;
  const own = self(house);
  return (
    <>
      <h2>What is your name?</h2>
      <p>
        Everybody here has one, so that the others know who asks for control.
        {own?.pendingReasons.includes("approval") === true && " After that, somebody who is here has to let you in."}
      </p>
      <NameForm commands={commands} initial="" save="Continue" onDone={() => undefined} />
      <p class="countdown">
        <Left until={own?.until} before="Time left: " />
      </p>
    </>
  );
}

function Knocking({ store, commands }: { store: Store; commands: Commands }): JSX.Element {
  const house = store.house.value;
  const own = self(house);
  return (
    <>
      <span class="spinner" />
      <h2>Waiting to be let in</h2>
      <p>
        {house.noApprover
          ? "Nobody who could let you in is here at the moment. They are told as soon as they come."
          : "Somebody who is here has been asked. The picture is shown once they let you in."}
      </p>
      <p class="room-name">
        You are called <OwnName store={store} commands={commands} />
      </p>
      <p class="countdown" data-testid="countdown">
        <Left until={own?.until} before="Time left: " />
      </p>
      <button
        type="button"
        class="small-button"
        data-testid="ask-again"
        disabled={store.busy.value.has("knock")}
        onClick={() => void commands.askToBeLetIn()}
      >
        Ask again
      </button>
    </>
  );
}
