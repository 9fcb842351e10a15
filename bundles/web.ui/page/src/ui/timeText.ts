// SPDX-License-Identifier: Apache-2.0

/** Seconds below a minute and a half, minutes above. */
export function duration(seconds: number): string {
  return seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}

/** Returns the time that is left, in the largest unit of which there are at least two. */
export function remaining(until: number, now: number): string {
  if (until <= now) {
    return "expired";
  }
  const minutes = Math.max(1, Math.round((until - now) / 60_000));
  if (minutes < 120) {
    return `${minutes} min left`;
  }
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h left` : `${Math.floor(hours / 24)} days left`;
}

export function ago(since: number, now: number): string {
  const minutes = Math.floor(Math.max(0, now - since) / 60_000);
  if (minutes < 1) {
    return "now";
  }
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
