// SPDX-License-Identifier: Apache-2.0

import { asJson, defined, number, text } from "./read";

/** Why something was refused, by the device or by the page itself; only the device gives a code. */
export interface Problem {
  readonly message: string;
  readonly code?: string;
  /** Names the refusal in the log of the device. */
  readonly correlationId?: string;
  readonly retryAfterMillis?: number;
}

/** Reads a problem document (RFC 9457); `error` is the text for older clients. */
export function parseProblem(body: unknown): Problem {
  const problem = asJson(body);
  return {
    code: text(problem["code"]) ?? "unknown",
    message: text(problem["error"]) ?? text(problem["detail"]) ?? "",
    ...defined({
      correlationId: text(problem["correlationId"]),
      retryAfterMillis: number(problem["retryAfterMillis"]),
    }),
  };
}
