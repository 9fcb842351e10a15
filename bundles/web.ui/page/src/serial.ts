// SPDX-License-Identifier: Apache-2.0

import { asJson, number, text } from "./read";

/** What every session is told of the serial port. */
export interface SerialState {
  readonly enabled: boolean;
  readonly open: boolean;
  readonly device: string;
  /** Why it is not open, in the device's words. */
  readonly fault?: string;
}

export interface Terminator {
  readonly label: string;
  readonly value: string;
}

export interface CommandButton {
  readonly id: string;
  readonly label: string;
  readonly command: string;
  readonly terminator: Terminator;
  readonly sort: number;
}

/** The settings that the page shows; the device has more, which stay as they are. */
export interface SerialSettings {
  readonly baudRate: number;
  readonly dataBits: number;
  readonly parity: string;
  readonly stopBits: string;
  readonly enableEcho: boolean;
  readonly normalizeMode: string;
  readonly normalizeLineEnd: string;
  readonly terminator: Terminator;
  readonly buttons: readonly CommandButton[];
}

/** Rates in use, from the slowest; another one can be typed. */
export const BAUD_RATES: readonly number[] = [300, 1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600, 1500000];
export const PARITIES = ["none", "odd", "even", "mark", "space"] as const;
export const STOP_BITS = ["1", "1.5", "2"] as const;
export const CONTROL_MODES = ["keep", "caret", "names", "hex"] as const;
export const LINE_ENDS = ["keep", "lf", "cr", "crlf", "lfcr"] as const;
export const TERMINATORS: readonly Terminator[] = [
  { label: "CR (\\r)", value: "\r" },
  { label: "LF (\\n)", value: "\n" },
  { label: "CRLF (\\r\\n)", value: "\r\n" },
  { label: "–", value: "" },
];

const LINE_FEED: Terminator = { label: "LF (\\n)", value: "\n" };

export function parseSerialState(value: unknown): SerialState | undefined {
  const state = asJson(value);
  if (typeof state["enabled"] !== "boolean") {
    return undefined;
  }
  const fault = text(state["fault"]);
  return {
    enabled: state["enabled"],
    open: state["open"] === true,
    device: text(state["device"]) ?? "",
    ...(fault === undefined ? {} : { fault }),
  };
}

/** Returns the ports that the device has. */
export function parsePorts(value: unknown): readonly string[] {
  return texts(asJson(value)["ports"]);
}

export function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

export function parseSerialSettings(value: unknown): SerialSettings {
  const settings = asJson(value);
  const buttons = settings["buttons"];
  return {
    baudRate: numeric(settings["baudRate"]) ?? 115200,
    dataBits: numeric(settings["dataBits"]) ?? 8,
    parity: text(settings["parity"]) ?? "none",
    stopBits: String(settings["stopBits"] ?? "1"),
    enableEcho: settings["enableEcho"] === true,
    normalizeMode: text(settings["normalizeMode"]) ?? "keep",
    normalizeLineEnd: text(settings["normalizeLineEnd"]) ?? "keep",
    terminator: terminator(settings["terminator"]),
    buttons: (Array.isArray(buttons) ? buttons.map(button) : []).sort((one, other) => one.sort - other.sort),
  };
}

/** Older firmware sends numbers as texts. */
function numeric(value: unknown): number | undefined {
  return number(typeof value === "string" ? Number(value) : value);
}

function terminator(value: unknown): Terminator {
  const { label, value: characters } = asJson(value);
  return typeof label === "string" && typeof characters === "string" ? { label, value: characters } : LINE_FEED;
}

function button(value: unknown): CommandButton {
  const each = asJson(value);
  return {
    id: String(each["id"] ?? ""),
    label: text(each["label"]) ?? text(each["command"]) ?? "",
    command: text(each["command"]) ?? "",
    terminator: terminator(each["terminator"]),
    sort: number(each["sort"]) ?? 0,
  };
}

/** Returns the history with a command as its newest, each command once, at most as many as the device keeps. */
export function remembered(history: readonly string[], command: string): readonly string[] {
  return [...history.filter((each) => each !== command), command].slice(-MAX_HISTORY);
}

const MAX_HISTORY = 100;
