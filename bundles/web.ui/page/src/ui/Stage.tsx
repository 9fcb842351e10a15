// SPDX-License-Identifier: Apache-2.0

import type { Signal } from "@preact/signals";
import type { JSX, RefObject } from "preact";
import type { Client } from "../connection/client";
import type { InputSink } from "../input/sink";
import type { Keyboard } from "../input/keyboard";
import type { Store } from "../store";
import { NoticeCard } from "./NoticeCard";
import { Screen } from "./Screen";
import { Statistics } from "./Statistics";
import { noticeFor } from "./words";

interface Props {
  readonly store: Store;
  readonly client: Client;
  readonly sink: InputSink;
  readonly keyboard: Keyboard;
  readonly stats: Signal<boolean>;
  readonly stage: RefObject<HTMLElement | null>;
  readonly onLetGo: () => void;
}

/** The picture and whatever has to be said over it. */
export function Stage({ store, client, sink, keyboard, stats, stage, onLetGo }: Props): JSX.Element {
  const notice = noticeFor(
    store.connection.value,
    store.mode.value,
    store.picture.value,
    store.videoInput.value,
  );
  return (
    <section class="stage" ref={stage} aria-label="Target">
      <Screen store={store} sink={sink} keyboard={keyboard} onLetGo={onLetGo} dimmed={notice !== undefined} />
      {notice !== undefined && <NoticeCard notice={notice} store={store} onAct={() => client.retryNow()} />}
      {store.hint.value !== undefined && (
        <p class="hint" role="status" data-testid="hint">
          {store.hint.value}
        </p>
      )}
      {stats.value && <Statistics store={store} />}
    </section>
  );
}
