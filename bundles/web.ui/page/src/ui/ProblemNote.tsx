// SPDX-License-Identifier: Apache-2.0

import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { t } from "../i18n/i18n";
import type { Problem } from "../problem";
import { secondsUntil, useNow } from "./now";
import { problemReference, problemText } from "./problemText";
import type { Submission } from "./submission";
import { duration } from "./timeText";

/** What became of a form's last call: the refusal, or what was done. Both are read out. */
export function FormResult({ submission, id }: { readonly submission: Submission; readonly id: string }): JSX.Element {
  return (
    <>
      <ProblemNote problem={submission.problem.value} id={`${id}-error`} />
      <p class="done" role="status" data-testid={`${id}-done`}>
        {submission.success.value}
      </p>
    </>
  );
}

interface Props {
  readonly problem: Problem | undefined;
  /** Of the element with the text; the error of a form is the description of its fields. */
  readonly id?: string;
}

/**
 * A refusal: what was refused and what to do, how long to wait, and the reference under which the log of the device has
 * it. Only the text is read out when it appears.
 */
export function ProblemNote({ problem, id = "form-error" }: Props): JSX.Element {
  return (
    <div class="problem">
      <p id={id} class="error" role="alert" data-testid={id}>
        {problem !== undefined && problemText(problem)}
      </p>
      {problem?.retryAfterMillis !== undefined && <Wait problem={problem} millis={problem.retryAfterMillis} />}
      {problem !== undefined && <Reference problem={problem} />}
    </div>
  );
}

export function Reference({ problem }: { readonly problem: Problem }): JSX.Element | null {
  const reference = problemReference(problem);
  return reference === undefined ? null : (
    <p class="problem-reference" data-testid="problem-reference">
      {reference}
    </p>
  );
}

function Wait({ problem, millis }: { readonly problem: Problem; readonly millis: number }): JSX.Element {
  const until = useMemo(() => Date.now() + millis, [problem]);
  const left = secondsUntil(until, useNow());
  return (
    <p class="problem-wait" data-testid="problem-wait">
      {left > 0 ? t("problemNote.possibleAgainIn", { time: duration(left) }) : t("problemNote.possibleAgainNow")}
    </p>
  );
}
