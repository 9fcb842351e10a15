// SPDX-License-Identifier: Apache-2.0

import type { JSX } from "preact";
import { t } from "../i18n/i18n";
import type { Store } from "../store";
import { secondsUntil, useNow } from "./now";
import type { Notice } from "./notice";
import { Reference } from "./ProblemNote";
import { duration } from "./timeText";

interface Props {
  readonly notice: Notice;
  readonly store: Store;
  readonly onAct: () => void;
}

const ACTIONS = { get use() { return t("noticeCard.useHere"); }, get retry() { return t("common.tryAgain"); }, get join() { return t("noticeCard.joinAgain"); }, get reload() { return t("noticeCard.reload"); } } as const;

export function NoticeCard({ notice, store, onAct }: Props): JSX.Element {
  const { retryAt, allowedAt } = store.connection.value;
  return (
    <div class="notice" data-kind={notice.kind} data-testid={notice.testid ?? "notice"} data-reason={store.connection.value.ending?.reason}>
      {notice.kind === "busy" ? <span class="spinner" /> : <span class={`notice-icon notice-icon-${notice.kind}`} />}
      <h2>{notice.title}</h2>
      <p>{notice.text}</p>
      {notice.problem !== undefined && <Reference problem={notice.problem} />}
      {notice.countdown && <Countdown until={retryAt} />}
      {notice.action !== undefined && (
        <ActButton label={ACTIONS[notice.action]} testid={`${notice.action}-button`} allowedAt={allowedAt} onAct={onAct} />
      )}
    </div>
  );
}

interface ActProps {
  readonly label: string;
  readonly testid: string;
  /** The button is disabled until then. */
  readonly allowedAt: number | undefined;
  readonly onAct: () => void;
}

function ActButton({ label, testid, allowedAt, onAct }: ActProps): JSX.Element {
  const wait = secondsUntil(allowedAt ?? 0, useNow());
  return (
    <>
      {wait > 0 && (
        <p class="countdown" data-testid="countdown">
          {t("noticeCard.joinAgainIn", { time: duration(wait) })}
        </p>
      )}
      <button type="button" class="primary-button" data-testid={testid} disabled={wait > 0} onClick={onAct}>
        {label}
      </button>
    </>
  );
}

function Countdown({ until }: { until: number | undefined }): JSX.Element | null {
  const seconds = secondsUntil(until ?? 0, useNow());
  return (
    <p class="countdown" data-testid="countdown">
      {seconds === 0 ? t("noticeCard.connecting") : t("noticeCard.nextAttemptInS", { seconds })}
    </p>
  );
}
