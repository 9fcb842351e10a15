// SPDX-License-Identifier: Apache-2.0

import type { JSX } from "preact";
import type { Disclosure } from "../disclosure";
import type { Store } from "../store";
import { formatTime, t } from "../i18n/i18n";
import { Text } from "../i18n/Text";

/**
 * The signs that the picture is recorded, or sent to another server: shown to every session for as long as it lasts,
 * in full screen too. Nothing hides them.
 */
export function DisclosureSigns({ store }: { store: Store }): JSX.Element | null {
  const { recording, relay } = store;
  if (store.phase.value !== "live" || (recording.value === undefined && relay.value === undefined)) {
    return null;
  }
  return (
    <div class="disclosures" role="status">
      {recording.value !== undefined && <Sign name={t("recordingDialog.recording")} id="recording-sign" disclosure={recording.value} />}
      {relay.value !== undefined && (
        <Sign name={t("disclosure.relay", { destination: relay.value.destination ?? t("disclosure.anotherServer") })} id="relay-sign" disclosure={relay.value} />
      )}
    </div>
  );
}

function Sign({ name, id, disclosure }: { name: string; id: string; disclosure: Disclosure }): JSX.Element {
  const { by, since } = disclosure;
  return (
    <p class="disclosure" data-testid={id}>
      <span class="disclosure-dot" aria-hidden="true" />
      <strong>{name}</strong>
      <span>
        {by !== undefined && (
          <>
            {" "}
            <Text of="disclosure.by" with={{ name: <bdi>{by}</bdi> }} />
          </>
        )}
        {since !== undefined && ` ${t("disclosure.since", { time: formatTime(since) })}`}
      </span>
    </p>
  );
}
