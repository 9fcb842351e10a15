// SPDX-License-Identifier: Apache-2.0

import { useSignal, type Signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Commands } from "../connection/commands";
import { t } from "../i18n/i18n";
import { displayName } from "../sessions/session";
import { pendingDecisions, type Decision } from "../sessions/actions";
import type { Store } from "../store";
import { sessionFacts } from "./controlText";
import { ChevronIcon, ModeIcon } from "./icons";
import { TimeLeft } from "./TimeLeft";
import { Text } from "../i18n/Text";

/** A new card has no buttons for this long, so that a click meant for the target below cannot decide. */
const UNARMED_MILLIS = 350;

/**
 * The requests that wait for a decision of this user, one card each. Cards never take the focus, and a click on one
 * leaves the focus where it was: keys still go to the target, and neither Enter nor Escape decides.
 */
export function DecisionCards({ store, commands }: { store: Store; commands: Commands }): JSX.Element | null {
  const decisions = store.phase.value === "live" ? pendingDecisions(store.sessionState.value) : [];
  if (decisions.length === 0) {
    return null;
  }
  return (
    <section class="cards" aria-label={t("decisionCards.waitingForYourDecision")} data-testid="cards">
      {decisions.map((decision) => (
        <DecisionCard key={`${decision.kind} ${decision.session.id}`} store={store} commands={commands} decision={decision} />
      ))}
    </section>
  );
}

function DecisionCard({ store, commands, decision }: { store: Store; commands: Commands; decision: Decision }): JSX.Element {
  const armed = useSignal(false);
  useEffect(() => {
    const timer = window.setTimeout(() => (armed.value = true), UNARMED_MILLIS);
    return () => window.clearTimeout(timer);
  }, []);
  const folded = useSignal(false);
  const { kind, session } = decision;
  const id = session.id;
  const busy = store.busy.value.has(`decide ${id}`);
  const decide = (approve: boolean): void =>
    kind === "request" ? commands.decideRequest(id, approve) : commands.decideJoin(id, approve);
  const title = (
    <p class="card-title">
      <Text of={kind === "request" ? "decisionCards.requestsControl" : "decisionCards.wantsToJoin"} with={{ name: <bdi>{displayName(session)}</bdi> }} />
    </p>
  );
  return (
    <article class="card" data-testid={`${kind}-card`} data-session={id} data-kind={kind} data-folded={folded.value}>
      <span class="badge">
        <ModeIcon mode={kind === "request" ? "queued" : "pending"} />
      </span>
      <div class="card-text">
        {title}
        {!folded.value && <Facts decision={decision} />}
      </div>
      <TimeLeft until={decision.until} />
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
                disabled={busy || (approve && decision.unavailableReason !== undefined)}
                onMouseDown={keepFocus}
                onClick={() => decide(approve)}
              >
                {approve ? (kind === "request" ? t("common.handOver") : t("decisionCards.admit")) : t("decisionCards.deny")}
                <span class="visually-hidden"> {displayName(session)}</span>
              </button>
            ))}
        </div>
      )}
    </article>
  );
}

/** Keeps the focus on the screen, so that keys still go to the target. */
function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}

function Facts({ decision }: { decision: Decision }): JSX.Element {
  return (
    <>
      <dl class="facts">
        {sessionFacts(decision.session).map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
      {decision.unavailableReason !== undefined && <p class="quiet">{decision.unavailableReason}</p>}
    </>
  );
}

/** Collapses a card that covers something. */
function FoldButton({ folded }: { folded: Signal<boolean> }): JSX.Element {
  const label = folded.value ? t("decisionCards.showTheRequest") : t("decisionCards.collapseToDecideLater");
  return (
    <button
      type="button"
      class="icon-button fold"
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
