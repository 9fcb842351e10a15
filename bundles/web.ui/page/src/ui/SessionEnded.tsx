// SPDX-License-Identifier: Apache-2.0

import type { JSX } from "preact";
import type { Client } from "../connection/client";
import { t } from "../i18n/i18n";
import type { Store } from "../store";
import { NoticeCard } from "./NoticeCard";
import { noticeFor } from "./notice";

/** Shown instead of the picture after the device ended the session. The page stays until the user joins again. */
export function SessionEnded({ store, client }: { store: Store; client: Client }): JSX.Element {
  const notice = noticeFor(store.connection.value, "unknown", "none", undefined);
  return (
    <section class="standalone" aria-label={t("common.sessionEnded")}>
      {notice !== undefined && <NoticeCard notice={notice} store={store} onAct={() => client.retryNow()} />}
    </section>
  );
}
