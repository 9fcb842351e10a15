// SPDX-License-Identifier: Apache-2.0

import { signal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { Answer } from "../login/deviceHttp";
import type { Problem } from "../problem";

/** The state of a form: at most one call is under way, and the last refusal is shown until the next call. */
export class Submission {
  readonly busy = signal(false);
  readonly problem = signal<Problem | undefined>(undefined);

  /** What the last call achieved, for the user. */
  readonly success = signal<string | undefined>(undefined);

  constructor(problem?: Problem) {
    this.problem.value = problem;
  }

  /**
   * Makes the call and returns its answer; undefined, without a call, while another one is under way.
   *
   * @param success what to say once the device has done it
   */
  async run(call: () => Promise<Answer>, success?: string): Promise<Answer | undefined> {
    if (this.busy.value) {
      return undefined;
    }
    this.busy.value = true;
    this.clear();
    try {
      const answer = await call();
      this.problem.value = answer.done ? undefined : answer.problem;
      this.success.value = answer.done ? success : undefined;
      return answer;
    } finally {
      this.busy.value = false;
    }
  }

  /** Shows what the page itself found wrong. */
  reject(message: string): void {
    this.success.value = undefined;
    this.problem.value = { message };
  }

  clear(): void {
    this.problem.value = undefined;
    this.success.value = undefined;
  }
}

export function useSubmission(problem?: Problem): Submission {
  return useMemo(() => new Submission(problem), []);
}
