// SPDX-License-Identifier: Apache-2.0

import { useSignal, type Signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Commands } from "../connection/commands";
import { displayName } from "../sessions/person";
import { cards, type Card } from "../sessions/rights";
import type { Store } from "../store";
import { factsOf } from "./controlwords";
import { ChevronIcon, ModeIcon } from "./icons";
import { Left } from "./Left";

/** A card has no buttons yet when it appears, so that a click meant for the target below cannot be a decision. */
const UNARMED_MILLIS = 350;

/**
 * Who waits for a decision, one card each. They never take the focus, and a click on them leaves it where it was: keys
 * go on to the target, and neither Enter nor Escape decides anything.
 */
export function Cards({ store, commands }: { store: Store; commands: Commands }): JSX.Element | null {
  const waiting = store.phase.value === "live" ? cards(store.house.value) : [];
  if (waiting.length === 0) {
    return null;
  }
  return (
    <section class="cards" aria-label="Waiting for your decision" data-testid="cards">
      {waiting.map((card) => (
        <CardView key={`${card.kind} ${card.person.id}`} store={store} commands={commands} card={card} />
      ))}
    </section>
  );
}

function CardView({ store, commands, card }: { store: Store; commands: Commands; card: Card }): JSX.Element {
  const armed = useSignal(false);
  useEffect(() => {
    const timer = window.setTimeout(() => (armed.value = true), UNARMED_MILLIS);
    return () => window.clearTimeout(timer);
  }, []);
  const folded = useSignal(false);
  const { kind, person } = card;
  const id = person.id;
  const busy = store.busy.value.has(`card ${id}`);
  const decide = (approve: boolean): void =>
    kind === "request" ? commands.decideRequest(id, approve) : commands.decideNewcomer(id, approve);
  const title = (
    <p class="card-title">
      <bdi>{displayName(person)}</bdi> {kind === "request" ? "asks for control" : "wants to come in"}
    </p>
  );
  return (
    <article class="card" data-testid={`${kind}-card`} data-session={id} data-kind={kind} data-folded={folded.value}>
      <span class="badge">
        <ModeIcon mode={kind === "request" ? "queued" : "pending"} />
      </span>
      <div class="card-words">
        {title}
        {!folded.value && <Facts card={card} />}
      </div>
      <Left until={card.until} />
      <FoldButton folded={folded} />
      {!folded.value && (
        <div class="card-buttons">
          {armed.value &&
            [true, false].map((approve) => (
              <button
                key={String(approve)}
                type="button"
                class="small-button"
                data-kind={approve ? "go" : "plain"}
                data-testid={`${approve ? "approve" : "deny"}-${kind}`}
                data-session={id}
                disabled={busy || (approve && card.why !== undefined)}
                onMouseDown={keepFocus}
                onClick={() => decide(approve)}
              >
                {approve ? (kind === "request" ? "Hand over" : "Let in") : "Deny"}
                <span class="unseen"> {displayName(person)}</span>
              </button>
            ))}
        </div>
      )}
    </article>
  );
}

/** A pointer may decide while the keys go on to the target. */
function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}

function Facts({ card }: { card: Card }): JSX.Element {
  return (
    <>
      <dl class="facts">
        {factsOf(card.person).map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
      {card.why !== undefined && <p class="quiet">{card.why}</p>}
    </>
  );
}

/** Gets a card out of the way of what is under it. */
function FoldButton({ folded }: { folded: Signal<boolean> }): JSX.Element {
  const label = folded.value ? "Show what can be decided" : "Fold up, to decide later";
  return (
    <button
      type="button"
      class="row-tool fold"
      title={label}
      aria-label={label}
      aria-expanded={!folded.value}
      data-testid="fold-card"
      onMouseDown={keepFocus}
      onClick={() => (folded.value = !folded.value)}
    >
      <ChevronIcon />
    </button>
  );
}
