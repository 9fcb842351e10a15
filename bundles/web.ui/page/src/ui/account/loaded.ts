// SPDX-License-Identifier: Apache-2.0

import { signal, type Signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { DeviceHttp } from "../../login/deviceHttp";
import type { Problem } from "../../problem";
import type { Json } from "../../read";

/** What the device answers to a GET, read when the component appears and after each change. */
export interface Loaded<T> {
  /** Undefined until the first answer. */
  readonly value: Signal<T | undefined>;
  readonly problem: Signal<Problem | undefined>;
  reload(): Promise<void>;
}

export function useLoaded<T>(http: DeviceHttp, path: string, parse: (body: Json) => T): Loaded<T> {
  const loaded = useMemo((): Loaded<T> => {
    const value = signal<T | undefined>(undefined);
    const problem = signal<Problem | undefined>(undefined);
    return {
      value,
      problem,
      reload: async () => {
        const answer = await http.get(path);
        problem.value = answer.done ? undefined : answer.problem;
        if (answer.done) {
          value.value = parse(answer.body);
        }
      },
    };
  }, []);
  useEffect(() => void loaded.reload(), []);
  return loaded;
}
