// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Store } from "../store";
import type { Notice } from "./words";

interface Props {
  readonly notice: Notice;
  readonly store: Store;
  readonly onAct: () => void;
}

export function NoticeCard({ notice, store, onAct }: Props): JSX.Element {
  return (
    <div class="notice" data-kind={notice.kind} data-testid="notice">
      {notice.kind === "busy" ? <span class="spinner" /> : <span class={`sign sign-${notice.kind}`} />}
      <h2>{notice.title}</h2>
      <p>{notice.text}</p>
      {notice.countdown && <Countdown until={store.connection.value.retryAt} />}
      {notice.action !== undefined && (
        <button type="button" class="primary-button" data-testid={`${notice.action}-button`} onClick={onAct}>
          {notice.action === "use" ? "Use here" : "Retry now"}
        </button>
      )}
    </div>
  );
}

function Countdown({ until }: { until: number | undefined }): JSX.Element | null {
  const now = useSignal(Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => (now.value = Date.now()), 200);
    return () => window.clearInterval(timer);
  }, []);
  if (until === undefined) {
    return <p class="countdown">Trying…</p>;
  }
  const seconds = Math.max(0, Math.ceil((until - now.value) / 1000));
  return (
    <p class="countdown" data-testid="countdown">
      {seconds === 0 ? "Trying…" : `Next attempt in ${seconds} s`}
    </p>
  );
}
