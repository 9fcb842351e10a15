// SPDX-License-Identifier: Apache-2.0

import type { JSX } from "preact";
import type { Client } from "../connection/client";
import type { Store } from "../store";
import { NoticeCard } from "./NoticeCard";
import { noticeFor } from "./words";

/** Instead of the picture, for somebody whose session the device ended. Nothing happens until they want to come back. */
export function Ended({ store, client }: { store: Store; client: Client }): JSX.Element {
  const notice = noticeFor(store.connection.value, "unknown", "none", undefined);
  return (
    <section class="room" aria-label="Session ended">
      {notice !== undefined && <NoticeCard notice={notice} store={store} onAct={() => client.retryNow()} />}
    </section>
  );
}
