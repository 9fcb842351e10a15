// SPDX-License-Identifier: Apache-2.0

import type { JSX } from "preact";
import type { Store } from "../store";
import { phaseWords } from "./words";

/**
 * Says what changes to those who do not see it. Remarks are added as elements of their own and taken away again, which
 * is read once; only gaining and losing control interrupts.
 */
export function Announcer({ store }: { store: Store }): JSX.Element {
  const remarks = store.remarks.recent.value;
  const said = (urgent: boolean): JSX.Element[] =>
    remarks.filter((remark) => remark.urgent === urgent).map((remark) => <p key={remark.id}>{remark.words}</p>);
  return (
    <div class="unseen" data-testid="announcer">
      <div role="status" aria-live="polite">
        {phaseWords(store.phase.value, store.interrupted.value)}
      </div>
      <div role="status" aria-live="polite">
        {store.captured.value ? "Keys go to the target. Control, Alt and Shift together let go." : ""}
      </div>
      <div aria-live="polite" aria-relevant="additions" data-testid="announce-polite">
        {said(false)}
      </div>
      <div aria-live="assertive" aria-relevant="additions" data-testid="announce-assertive">
        {said(true)}
      </div>
    </div>
  );
}
