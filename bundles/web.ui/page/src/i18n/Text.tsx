// SPDX-License-Identifier: Apache-2.0

import type { ComponentChildren, JSX } from "preact";
import { pieces, type TextKey } from "./i18n";

interface Props {
  readonly of: TextKey;
  /** What is put in the place of each parameter. */
  readonly with: Readonly<Record<string, ComponentChildren>>;
}

/** A text with elements inside, in the order of the language. */
export function Text({ of, with: inside }: Props): JSX.Element {
  return <>{pieces(of).map((piece) => (typeof piece === "string" ? piece : inside[piece.name]))}</>;
}
