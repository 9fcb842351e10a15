// SPDX-License-Identifier: Apache-2.0

/** Returns true when the answer rejects every section of this kind: port 0 (RFC 3264 §6), or inactive. */
export function rejects(answer: string, kind: "video" | "application"): boolean {
  const sections = answer
    .split(/\r?\n(?=m=)/)
    .slice(1)
    .filter((section) => section.startsWith(`m=${kind} `));
  return sections.every((section) => section.startsWith(`m=${kind} 0 `) || /^a=inactive\s*$/m.test(section));
}
