// SPDX-License-Identifier: Apache-2.0

import { signal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { Answer } from "../login/deviceHttp";
import type { Problem } from "../problem";

/** The state of a form: at most one call is under way, and the last refusal is shown until the next call. */
export class Submission {
  readonly busy = signal(false);
  readonly problem = signal<Problem | undefined>(undefined);

  constructor(problem?: Problem) {
    this.problem.value = problem;
  }

  /** Makes the call and returns its answer; undefined, without a call, while another one is under way. */
  async run(call: () => Promise<Answer>): Promise<Answer | undefined> {
    if (this.busy.value) {
      return undefined;
    }
    this.busy.value = true;
    this.problem.value = undefined;
    try {
      const answer = await call();
      this.problem.value = answer.done ? undefined : answer.problem;
      return answer;
    } finally {
      this.busy.value = false;
    }
  }

  /** Shows what the page itself found wrong. */
  reject(message: string): void {
    this.problem.value = { message };
  }

  clear(): void {
    this.problem.value = undefined;
  }
}

export function useSubmission(problem?: Problem): Submission {
  return useMemo(() => new Submission(problem), []);
}
