// SPDX-License-Identifier: Apache-2.0

import type { JSX } from "preact";
import { t } from "../i18n/i18n";
import type { Store } from "../store";
import { phaseText } from "./connectionText";

/**
 * Announces changes to screen readers. Each notification is an element that is added and removed again, so that it is
 * read once; only gaining and losing control interrupts.
 */
export function Announcer({ store }: { store: Store }): JSX.Element {
  const recent = store.notifications.recent.value;
  const paragraphs = (urgent: boolean): JSX.Element[] =>
    recent.filter((notification) => notification.urgent === urgent).map((notification) => <p key={notification.id}>{notification.text}</p>);
  return (
    <div class="visually-hidden" data-testid="announcer">
      <div role="status" aria-live="polite">
        {phaseText(store.phase.value, store.interrupted.value, store.setUpNeeded.value)}
      </div>
      <div role="status" aria-live="polite">
        {store.captured.value ? t("announcer.keysAreSentToTheTarget") : ""}
      </div>
      <div aria-live="polite" aria-relevant="additions" data-testid="announce-polite">
        {paragraphs(false)}
      </div>
      <div aria-live="assertive" aria-relevant="additions" data-testid="announce-assertive">
        {paragraphs(true)}
      </div>
    </div>
  );
}
