// SPDX-License-Identifier: Apache-2.0

import { t } from "../i18n/i18n";

/** The frames of the signalling socket: text, one JSON object each, except the bare strings ping and pong. */

/** The session data beside an answer; empty for a device that knows only JetKVM's protocol. */
export interface SessionGrant {
  readonly sessionId?: string;
  readonly mode?: string;
  readonly nickname?: string;
  readonly resumeToken?: string;
}

export interface Refusal {
  /** A reason such as `capacity` or `temporarily_unavailable`. */
  readonly code: string;
  readonly message: string;
  readonly correlationId?: string;
  readonly retryAfterMillis?: number;
}

export type DeviceFrame =
  | { readonly type: "pong" }
  | { readonly type: "metadata"; readonly deviceVersion: string }
  | { readonly type: "answer"; readonly sdp: string; readonly grant: SessionGrant }
  | { readonly type: "attached"; readonly grant: SessionGrant }
  | { readonly type: "candidate"; readonly candidate: RTCIceCandidateInit }
  | { readonly type: "refused"; readonly refusal: Refusal }
  | { readonly type: "unknown" };

/** Sent with an offer; JetKVM's firmware ignores the extra field. */
export interface ClientInfo {
  readonly resumeToken?: string;
  readonly nickname?: string;
  readonly userAgent?: string;
}

export function encodeOffer(sdp: string, client: ClientInfo): string {
  return JSON.stringify({
    type: "offer",
    data: { sd: toBase64(JSON.stringify({ type: "offer", sdp })), baton: client },
  });
}

export function encodeAttach(resumeToken: string): string {
  return JSON.stringify({ type: "attach", data: { resumeToken } });
}

export function encodeCandidate(candidate: RTCIceCandidateInit): string {
  return JSON.stringify({ type: "new-ice-candidate", data: candidate });
}

/** Reads one frame; anything not understood is `unknown`, never an exception. */
export function decodeFrame(text: string): DeviceFrame {
  if (text === "pong") {
    return { type: "pong" };
  }
  const frame = parseObject(text);
  if (frame === undefined) {
    return { type: "unknown" };
  }
  const data = frame["data"];
  switch (frame["type"]) {
    case "device-metadata":
      return { type: "metadata", deviceVersion: stringOf(asObject(data)["deviceVersion"]) ?? "" };
    case "answer": {
      const sdp = typeof data === "string" ? answerSdp(data) : undefined;
      return sdp === undefined ? { type: "unknown" } : { type: "answer", sdp, grant: grantOf(frame) };
    }
    case "attached":
      return { type: "attached", grant: grantOf(asObject(data)) };
    case "new-ice-candidate":
      return { type: "candidate", candidate: asObject(data) as RTCIceCandidateInit };
    default:
      return "error" in frame || frame["type"] === "error" ? refused(frame) : { type: "unknown" };
  }
}

function refused(frame: Record<string, unknown>): DeviceFrame {
  const detail = asObject(frame["data"]);
  const retry = detail["retryAfterMillis"];
  const correlationId = stringOf(detail["correlationId"]);
  return {
    type: "refused",
    refusal: {
      code: stringOf(detail["code"]) ?? "error",
      message: stringOf(detail["message"]) ?? stringOf(frame["error"]) ?? t("notice.theDeviceRefusedTheConnection"),
      ...(correlationId === undefined ? {} : { correlationId }),
      ...(typeof retry === "number" && retry >= 0 ? { retryAfterMillis: retry } : {}),
    },
  };
}

function grantOf(frame: Record<string, unknown>): SessionGrant {
  const grant: Record<string, string> = {};
  for (const key of ["sessionId", "mode", "nickname", "resumeToken"]) {
    const value = stringOf(frame[key]);
    if (value !== undefined) {
      grant[key] = value;
    }
  }
  return grant;
}

function answerSdp(base64: string): string | undefined {
  try {
    return stringOf(asObject(parseObject(fromBase64(base64)))["sdp"]);
  } catch {
    return undefined;
  }
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function stringOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Standard base64 with padding of the text's UTF-8. */
export function toBase64(text: string): string {
  let binary = "";
  for (const byte of new TextEncoder().encode(text)) {
    binary += String.fromCharCode(byte);
  }
  return btoa(binary);
}

export function fromBase64(base64: string): string {
  return new TextDecoder().decode(Uint8Array.from(atob(base64), (c) => c.charCodeAt(0)));
}
