// SPDX-License-Identifier: Apache-2.0

import { asJson, text, time } from "./read";

/** States that the picture goes elsewhere than to the sessions, as the device reports it. */
export interface Disclosure {
  /** Epoch milliseconds by the device's time of day. */
  readonly since?: number;
  readonly by?: string;
  /** The host that the picture is sent to; none for a recording. */
  readonly destination?: string;
}

/** Returns the disclosure of an event; undefined when the device states that there is none. */
export function parseDisclosure(active: "recording" | "relaying", value: unknown): Disclosure | undefined {
  const params = asJson(value);
  if (params[active] !== true) {
    return undefined;
  }
  const since = time(params["since"]);
  const by = text(params["byNickname"]);
  const destination = text(params["destination"]);
  return {
    ...(since === undefined ? {} : { since }),
    ...(by === undefined ? {} : { by }),
    ...(destination === undefined ? {} : { destination }),
  };
}
