// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { t } from "../../i18n/i18n";
import { Field } from "../Field";
import { FormResult, ProblemNote } from "../ProblemNote";
import type { PanelProps } from "./AccountDialog";
import { GrantRows } from "./GrantRows";
import { useGrants } from "./grants";
import { Secret } from "./Secret";
import { Select } from "./Select";

const minuteOptions = (): readonly (readonly [string, string])[] => [
  ["15", t("time.minutesLong", { count: 15 })],
  ["60", t("time.hoursLong", { count: 1 })],
  ["480", t("time.hoursLong", { count: 8 })],
  ["1440", t("time.daysLong", { count: 1 })],
  ["10080", t("time.daysLong", { count: 7 })],
  ["43200", t("time.daysLong", { count: 30 })],
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
        <h3>{t("common.viewLinks")}</h3>
        <p class="quiet">{t("linkList.aLinkShowsThePictureWithout")}</p>
        <ProblemNote problem={list.problem.value} id="links-list-error" />
        <GrantRows
          rows={list.value.value}
          testid="link"
          none={t("linkList.thereAreNoLinks")}
          detail={(row) => [row.idles ? t("linkList.forADisplay") : undefined]}
          onRevoke={(id) => void revoke(id)}
        />
      </section>
      <form class="panel-part" aria-labelledby="link-title" onSubmit={(event) => void create(event, terms())}>
        <h3 id="link-title">{t("linkList.newLink")}</h3>
        <div class="fields">
          <Field
            id="link-name"
            label={t("common.name")}
            value={name}
            autoComplete="off"
            hint={t("linkList.shownToOtherUsers")}
            invalid={submission.problem.value !== undefined}
            errorId="link-error"
            inputRef={nameField}
          />
          <Select id="link-minutes" label={t("common.validFor")} value={minutes} options={minuteOptions()} />
        </div>
        <label class="check">
          <input
            type="checkbox"
            data-testid="link-idles"
            checked={idles.value}
            onChange={(event) => (idles.value = event.currentTarget.checked)}
          />
          {t("linkList.forADisplayItsSessionDoes")}
        </label>
        <FormResult submission={submission} id="link" />
        {secret.value !== undefined && (
          <Secret
            id="link-value"
            label={t("linkList.link")}
            hint={t("linkList.itIsShownOnlyNowGive")}
            value={`${window.location.origin}/#link=${secret.value}`}
          />
        )}
        <button type="submit" class="small-button" data-kind="go" data-testid="link-submit" aria-disabled={submission.busy.value}>
          {t("linkList.createLink")}
        </button>
      </form>
    </>
  );
}
