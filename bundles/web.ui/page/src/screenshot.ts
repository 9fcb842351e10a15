// SPDX-License-Identifier: Apache-2.0

import { parseProblem, type Problem } from "./problem";

type Fetch = (path: string, init?: RequestInit) => Promise<Response>;

/** Hands a file to the browser, which saves it where the user's downloads go. */
type Save = (file: Blob, name: string) => void;

/**
 * Fetches what the target shows now and saves it as a file, in full resolution whatever the size of the video is here.
 * Returns why that failed.
 */
export async function saveScreenshot(
  now: Date,
  fetch: Fetch = (path, init) => window.fetch(path, init),
  save: Save = download,
): Promise<Problem | undefined> {
  try {
    const response = await fetch("/device/screenshot?format=png", { cache: "no-store" });
    if (!response.ok) {
      return parseProblem(await response.json().catch(() => undefined));
    }
    save(await response.blob(), fileName(now));
    return undefined;
  } catch {
    return { code: "unreachable", message: "" };
  }
}

/** By the clock on the wall of the user. */
function fileName(now: Date): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  const date = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join("-");
  return `baton ${date} ${[two(now.getHours()), two(now.getMinutes()), two(now.getSeconds())].join("-")}.png`;
}

function download(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // the browser reads it after this task
  window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
