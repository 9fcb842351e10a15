// SPDX-License-Identifier: Apache-2.0

/** True in a browser on macOS (and iPadOS, whose keyboards behave the same). */
export function isMac(platform: string = navigator.platform): boolean {
  return /^(Mac|iPad|iPhone)/.test(platform);
}
