// SPDX-License-Identifier: Apache-2.0

import type { Signal } from "@preact/signals";
import type { ComponentChildren, JSX, RefObject } from "preact";
import type { Client } from "../connection/client";
import type { Commands } from "../connection/commands";
import { t } from "../i18n/i18n";
import type { BoardKeys } from "../input/boardKeys";
import type { InputSink } from "../input/sink";
import type { Keyboard } from "../input/keyboard";
import type { Store } from "../store";
import { DecisionCards } from "./DecisionCards";
import { ExpiryBanner } from "./ExpiryBanner";
import { PendingNetworkBanner } from "./network/PendingNetworkBanner";
import { InputSign } from "./InputSign";
import { NoticeCard } from "./NoticeCard";
import { Screen } from "./Screen";
import { Statistics } from "./Statistics";
import { ZoomBadge } from "./ZoomBadge";
import { Toasts } from "./Toasts";
import { noticeFor, type Notice } from "./notice";

interface Props {
  readonly store: Store;
  readonly client: Client;
  readonly commands: Commands;
  readonly sink: InputSink;
  readonly keyboard: Keyboard;
  readonly board: BoardKeys;
  readonly stats: Signal<boolean>;
  readonly viewport: RefObject<HTMLElement | null>;
  readonly onRelease: () => void;
  /** The tools of full screen. */
  readonly children?: ComponentChildren;
}

/** The picture and what is shown over it. Decisions come before the picture in the tab order. */
export function Viewport({ store, client, commands, sink, keyboard, board, stats, viewport, onRelease, children }: Props): JSX.Element {
  const notice = noticeFor(
    store.connection.value,
    store.mode.value,
    store.picture.value,
    store.videoInput.value,
    store.videoRejected.value,
  );
  return (
    <section class="viewport" ref={viewport} aria-label={t("viewport.target")}>
      <div class="overlay-top">
        <InputSign store={store} />
        <ExpiryBanner store={store} commands={commands} />
        <PendingNetworkBanner store={store} commands={commands} id="network-keep" />
        <DecisionCards store={store} commands={commands} />
      </div>
      <Screen store={store} sink={sink} keyboard={keyboard} commands={commands} board={board} onRelease={onRelease} dimmed={notice !== undefined} />
      {notice !== undefined && <NoticeCard notice={notice} store={store} onAct={() => act(client, notice)} />}
      <div class="overlay-bottom">
        <Toasts store={store} />
        {store.hint.value !== undefined && (
          <p class="hint" role="status" data-testid="hint">
            {store.hint.value}
          </p>
        )}
      </div>
      <ZoomBadge store={store} />
      {children}
      {stats.value && <Statistics store={store} commands={commands} video={() => viewport.current?.querySelector("video") ?? null} />}
    </section>
  );
}

function act(client: Client, notice: Notice): void {
  if (notice.action === "reload") {
    window.location.reload();
  } else {
    client.retryNow();
  }
}
