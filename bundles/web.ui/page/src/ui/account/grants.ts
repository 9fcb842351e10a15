// SPDX-License-Identifier: Apache-2.0

import { useSignal, type Signal } from "@preact/signals";
import type { RefObject } from "preact";
import { useRef } from "preact/hooks";
import { parseGrants, type GrantRow } from "../../login/account";
import type { DeviceHttp } from "../../login/deviceHttp";
import { text } from "../../read";
import { useSubmission, type Submission } from "../submission";
import { useLoaded, type Loaded } from "./loaded";
import { t } from "../../i18n/i18n";

/** Tokens or links: the list, and the form that creates one. Its secret is known until the next one is revoked. */
export interface Grants {
  readonly list: Loaded<readonly GrantRow[]>;
  readonly name: Signal<string>;
  readonly nameField: RefObject<HTMLInputElement | null>;
  readonly secret: Signal<string | undefined>;
  readonly submission: Submission;
  /** @param terms what is sent beside the name */
  readonly create: (event: Event, terms: object) => Promise<void>;
  readonly revoke: (id: string) => Promise<void>;
}

export function useGrants(http: DeviceHttp, kind: "token" | "link"): Grants {
  const path = `/auth/${kind}s`;
  const list = useLoaded(http, path, (body) => parseGrants(body, `${kind}s`));
  const name = useSignal("");
  const secret = useSignal<string | undefined>(undefined);
  const submission = useSubmission();
  const nameField = useRef<HTMLInputElement>(null);
  const create = async (event: Event, terms: object): Promise<void> => {
    event.preventDefault();
    const body = { name: name.value.trim(), ...terms };
    const answer = await submission.run(() => http.send("POST", path, body), kind === "token" ? t("grants.tokenCreated") : t("grants.linkCreated"));
    if (answer?.done === true) {
      name.value = "";
      secret.value = text(answer.body["token"]);
      await list.reload();
    } else {
      nameField.current?.focus();
    }
  };
  const revoke = async (id: string): Promise<void> => {
    secret.value = undefined;
    await submission.run(() => http.send("DELETE", path, { id }), kind === "token" ? t("grants.tokenRevoked") : t("grants.linkRevoked"));
    await list.reload();
  };
  return { list, name, nameField, secret, submission, create, revoke };
}
