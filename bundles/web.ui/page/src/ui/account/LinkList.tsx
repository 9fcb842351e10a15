// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { Field } from "../Field";
import { FormResult, ProblemNote } from "../ProblemNote";
import type { PanelProps } from "./AccountDialog";
import { GrantRows } from "./GrantRows";
import { useGrants } from "./grants";
import { Secret } from "./Secret";
import { Select } from "./Select";

const MINUTES: readonly (readonly [string, string])[] = [
  ["15", "15 minutes"],
  ["60", "1 hour"],
  ["480", "8 hours"],
  ["1440", "1 day"],
  ["10080", "7 days"],
  ["43200", "30 days"],
];

/** View links, for administrators: a link lets its holder watch without an account until it expires or is revoked. */
export function LinkList({ http }: PanelProps): JSX.Element {
  const { list, name, nameField, secret, submission, create, revoke } = useGrants(http, "link");
  const minutes = useSignal("60");
  const idles = useSignal(false);
  const terms = () => ({ minutes: Number(minutes.value), idles: idles.value });
  return (
    <>
      <section class="panel-part">
        <h3>View links</h3>
        <p class="quiet">A link shows the picture without an account and without control, until it expires or is revoked.</p>
        <ProblemNote problem={list.problem.value} id="links-list-error" />
        <GrantRows
          rows={list.value.value}
          testid="link"
          none="There are no links."
          detail={(row) => [row.idles ? "for a display" : undefined]}
          onRevoke={(id) => void revoke(id)}
        />
      </section>
      <form class="panel-part" aria-labelledby="link-title" onSubmit={(event) => void create(event, terms())}>
        <h3 id="link-title">New link</h3>
        <div class="fields">
          <Field
            id="link-name"
            label="Name"
            value={name}
            autoComplete="off"
            hint="Shown to other users."
            invalid={submission.problem.value !== undefined}
            errorId="link-error"
            inputRef={nameField}
          />
          <Select id="link-minutes" label="Valid for" value={minutes} options={MINUTES} />
        </div>
        <label class="check">
          <input
            type="checkbox"
            data-testid="link-idles"
            checked={idles.value}
            onChange={(event) => (idles.value = event.currentTarget.checked)}
          />
          For a display: its session does not expire for want of activity
        </label>
        <FormResult submission={submission} id="link" />
        {secret.value !== undefined && (
          <Secret
            id="link-value"
            label="Link"
            hint="It is shown only now. Give it only to those who may watch."
            value={`${window.location.origin}/#link=${secret.value}`}
          />
        )}
        <button type="submit" class="small-button" data-kind="go" data-testid="link-submit" aria-disabled={submission.busy.value}>
          Create link
        </button>
      </form>
    </>
  );
}
