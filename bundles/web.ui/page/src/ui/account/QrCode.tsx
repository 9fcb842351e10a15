// SPDX-License-Identifier: Apache-2.0

import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { qrCode } from "../../login/qrCode";

/** Readers need this many light modules around the code. */
const QUIET = 4;

/** The QR code of a text, dark on light in every theme; nothing if the text is too long for one. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }): JSX.Element | null {
  const modules = useMemo(() => qrCode(text), [text]);
  if (modules === undefined) {
    return null;
  }
  const size = modules.length + 2 * QUIET;
  const path = modules
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : "")))
    .join("");
  return (
    <svg class="qr-code" role="img" aria-label={label} data-testid="qr-code" viewBox={`0 0 ${size} ${size}`} shape-rendering="crispEdges">
      <rect width={size} height={size} fill="#ffffff" />
      <path d={path} fill="#000000" />
    </svg>
  );
}
