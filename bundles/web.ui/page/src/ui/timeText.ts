// SPDX-License-Identifier: Apache-2.0

import { t } from "../i18n/i18n";

/** Seconds below a minute and a half, minutes above. */
export function duration(seconds: number): string {
  return seconds < 90 ? t("time.seconds", { count: seconds }) : t("time.minutes", { count: Math.ceil(seconds / 60) });
}

/** Returns the time that is left, in the largest unit of which there are at least two. */
export function remaining(until: number, now: number): string {
  if (until <= now) {
    return t("time.expired");
  }
  const minutes = Math.max(1, Math.round((until - now) / 60_000));
  if (minutes < 120) {
    return t("time.minutesLeft", { count: minutes });
  }
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? t("time.hoursLeft", { count: hours }) : t("time.daysLeft", { count: Math.floor(hours / 24) });
}

/** Returns the time that has passed; below a minute that it is now. */
export function ago(since: number, now: number): string {
  const minutes = Math.floor(Math.max(0, now - since) / 60_000);
  if (minutes < 1) {
    return t("time.now");
  }
  return minutes < 60 ? t("time.minutes", { count: minutes }) : t("time.hoursMinutes", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}
