// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import type { Commands } from "../connection/commands";
import { self, type House } from "../sessions/house";
import { offers, type Offer } from "../sessions/rights";
import type { Store } from "../store";
import { Confirm } from "./Confirm";
import { controlWords, modeWords, vacancyWords } from "./controlwords";
import { ModeIcon } from "./icons";
import { Left } from "./Left";

interface Props {
  readonly store: Store;
  readonly commands: Commands;
}

const TEST_IDS: Readonly<Record<Offer["action"], string>> = {
  ask: "ask-control",
  cancel: "cancel-request",
  release: "release-control",
  claim: "claim-control",
  takeOver: "claim-control",
};

/** Who controls, and what this person can do about it. */
export function ControlBar({ store, commands }: Props): JSX.Element {
  const asked = useSignal<Offer | undefined>(undefined);
  const house = store.house.value;
  const found = offers(house);
  const open = found.find(({ action, confirm }) => confirm !== undefined && action === asked.value?.action);
  const act = (offer: Offer): void => {
    asked.value = undefined;
    commands[offer.action]();
  };
  return (
    <div class="control">
      <Standing house={house} />
      <div class="offers">
        {found.map((offer) => (
          <OfferButton
            key={offer.action}
            offer={offer}
            busy={store.busy.value.has(offer.action)}
            onClick={() => {
              if (offer.why !== undefined) {
                store.remarks.say({ words: offer.why, urgent: false, shown: true });
              } else if (offer.confirm === undefined) {
                act(offer);
              } else {
                asked.value = asked.value === undefined ? offer : undefined;
              }
            }}
          />
        ))}
        {open?.confirm !== undefined && (
          <Confirm
            question={open.confirm}
            yes={open.label}
            onYes={() => act(open)}
            onNo={() => (asked.value = undefined)}
          />
        )}
      </div>
    </div>
  );
}

function Standing({ house }: { house: House }): JSX.Element {
  const { control, mode } = house;
  const own = self(house);
  const words = mode === "primary" ? "" : controlWords(house);
  return (
    <span class="standing" data-testid="control-state" data-state={control.state}>
      <span class="pill mode" data-mode={mode} data-testid="mode">
        <ModeIcon mode={mode} />
        {modeWords(mode, own?.queuePosition)}
        {mode === "queued" && <Left until={own?.requestUntil} />}
      </span>
      {words !== "" && (
        <span class="holder" data-state={control.state} title={vacancyWords(control)}>
          <bdi>{words}</bdi>
          {control.state === "reserved" && <Left until={control.until} />}
        </span>
      )}
    </span>
  );
}

function OfferButton({ offer, busy, onClick }: { offer: Offer; busy: boolean; onClick: () => void }): JSX.Element {
  return (
    <button
      type="button"
      class="offer"
      data-strong={offer.strong}
      data-testid={TEST_IDS[offer.action]}
      disabled={busy}
      aria-disabled={offer.why !== undefined}
      title={offer.why}
      onClick={onClick}
    >
      {offer.label}
      {offer.why !== undefined && <span class="unseen">. {offer.why}</span>}
    </button>
  );
}
