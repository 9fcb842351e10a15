// SPDX-License-Identifier: Apache-2.0

import type { Signal } from "@preact/signals";
import type { JSX, RefObject } from "preact";
import type { Client } from "../connection/client";
import type { Commands } from "../connection/commands";
import type { InputSink } from "../input/sink";
import type { Keyboard } from "../input/keyboard";
import type { Store } from "../store";
import { Cards } from "./Cards";
import { Expiring } from "./Expiring";
import { NoticeCard } from "./NoticeCard";
import { Screen } from "./Screen";
import { Statistics } from "./Statistics";
import { Toasts } from "./Toasts";
import { noticeFor } from "./words";

interface Props {
  readonly store: Store;
  readonly client: Client;
  readonly commands: Commands;
  readonly sink: InputSink;
  readonly keyboard: Keyboard;
  readonly stats: Signal<boolean>;
  readonly stage: RefObject<HTMLElement | null>;
  readonly onLetGo: () => void;
}

/** The picture and whatever has to be said over it. What can be decided comes before it in the order of the Tab key. */
export function Stage({ store, client, commands, sink, keyboard, stats, stage, onLetGo }: Props): JSX.Element {
  const notice = noticeFor(
    store.connection.value,
    store.mode.value,
    store.picture.value,
    store.videoInput.value,
  );
  return (
    <section class="stage" ref={stage} aria-label="Target">
      <div class="over">
        <Expiring store={store} commands={commands} />
        <Cards store={store} commands={commands} />
      </div>
      <Screen store={store} sink={sink} keyboard={keyboard} onLetGo={onLetGo} dimmed={notice !== undefined} />
      {notice !== undefined && <NoticeCard notice={notice} store={store} onAct={() => client.retryNow()} />}
      <div class="under">
        <Toasts store={store} />
        {store.hint.value !== undefined && (
          <p class="hint" role="status" data-testid="hint">
            {store.hint.value}
          </p>
        )}
      </div>
      {stats.value && <Statistics store={store} />}
    </section>
  );
}
