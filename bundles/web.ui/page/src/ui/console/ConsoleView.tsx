// SPDX-License-Identifier: Apache-2.0

import "@xterm/xterm/css/xterm.css";
import "../../style/console.css";
import { useSignal } from "@preact/signals";
import { Terminal } from "@xterm/xterm";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Client } from "../../connection/client";
import type { Store } from "../../store";
import type { Theme } from "../../theme";
import { coloursFor } from "./colours";
import { adaptSpans, policyDocument, withoutStyleElements } from "./policyDocument";

/** What the buttons of a panel do with its terminal. */
export interface ConsoleActions {
  /** Returns the selected text; empty for none. */
  selection(): string;
  paste(text: string): void;
  clear(): void;
  focus(): void;
}

interface Props {
  /** The label of the data channel. */
  readonly label: "serial" | "terminal";
  /** The accessible name. */
  readonly name: string;
  readonly store: Store;
  readonly client: Client;
  readonly theme: Theme;
  readonly readOnly: boolean;
  /** The text is also written for screen readers, which costs time. */
  readonly screenReader: boolean;
  /** Sent when the channel has opened, after the size. */
  readonly opening?: string;
  readonly onReady: (actions: ConsoleActions | undefined) => void;
  /** The keys that leave the terminal were pressed. */
  readonly onLeave: () => void;
}

const SCROLL_BACK_LINES = 5000;
const REOPEN_MILLIS = 500;
const SIZE_MILLIS = 100;
const MAX_MESSAGE = 16_384;
const MIN_COLUMNS = 20;
const MIN_ROWS = 4;

/** A terminal on a data channel. The channel is opened again with each new connection. */
export function ConsoleView(props: Props): JSX.Element {
  const { label, name, store, client, theme, readOnly, screenReader } = props;
  const host = useRef<HTMLDivElement>(null);
  const terminal = useRef<Terminal | undefined>(undefined);
  const channel = useRef<RTCDataChannel | undefined>(undefined);
  const attempts = useSignal(0);
  const open = useSignal(false);
  const latest = useRef(props);
  latest.current = props;
  const live = store.phase.value === "live";

  useEffect(() => {
    const element = host.current;
    if (element === null) {
      return undefined;
    }
    const made = new Terminal({
      documentOverride: policyDocument(document),
      scrollback: SCROLL_BACK_LINES,
      fontFamily: getComputedStyle(document.documentElement).getPropertyValue("--mono"),
      fontSize: 13,
      minimumContrastRatio: 4.5,
      cursorBlink: false,
      theme: coloursFor(theme.choice.value, darkSystem().matches),
    });
    withoutStyleElements(document, () => made.open(element));
    const release = adaptSpans(document);
    made.textarea?.setAttribute("aria-label", name);
    terminal.current = made;
    const send = (text: string): void => {
      if (!latest.current.readOnly) {
        sendTyped(channel.current, text);
      }
    };
    made.onData(send);
    made.onBinary(send);
    made.attachCustomKeyEventHandler((event) => handleKey(event, made, () => latest.current.onLeave()));
    let timer: number | undefined;
    const fit = (): void => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => fitTo(made, element), SIZE_MILLIS);
    };
    made.onResize(() => sendSize(channel.current, made));
    const observer = new ResizeObserver(fit);
    observer.observe(element);
    fitTo(made, element);
    latest.current.onReady({
      selection: () => made.getSelection(),
      paste: (text) => made.paste(text),
      clear: () => made.clear(),
      focus: () => made.focus(),
    });
    return () => {
      window.clearTimeout(timer);
      observer.disconnect();
      latest.current.onReady(undefined);
      terminal.current = undefined;
      made.dispose();
      release();
    };
  }, []);

  useEffect(() => {
    const link = client.link;
    const shown = terminal.current;
    if (!live || link === undefined || shown === undefined) {
      return undefined;
    }
    const opened = link.openChannel(label);
    channel.current = opened;
    opened.binaryType = "arraybuffer";
    let retry: number | undefined;
    opened.onopen = () => {
      open.value = true;
      sendSize(opened, shown);
      if (latest.current.opening !== undefined) {
        opened.send(latest.current.opening);
      }
    };
    opened.onmessage = (event: MessageEvent<unknown>) => {
      shown.write(event.data instanceof ArrayBuffer ? new Uint8Array(event.data) : String(event.data));
    };
    opened.onclose = () => {
      open.value = false;
      retry = window.setTimeout(() => attempts.value++, REOPEN_MILLIS);
    };
    return () => {
      window.clearTimeout(retry);
      open.value = false;
      opened.onopen = opened.onmessage = opened.onclose = null;
      opened.close();
      channel.current = undefined;
    };
  }, [live, attempts.value]);

  const choice = theme.choice.value;
  useEffect(() => {
    const system = darkSystem();
    const apply = (): void => {
      if (terminal.current !== undefined) {
        terminal.current.options.theme = coloursFor(choice, system.matches);
      }
    };
    apply();
    system.addEventListener("change", apply);
    return () => system.removeEventListener("change", apply);
  }, [choice]);
  useEffect(() => {
    if (terminal.current !== undefined) {
      terminal.current.options.disableStdin = readOnly;
      terminal.current.options.screenReaderMode = screenReader;
    }
  }, [readOnly, screenReader]);

  return (
    <div
      class="console-view"
      ref={host}
      data-testid={`${label}-view`}
      data-open={open.value}
      data-read-only={readOnly}
      // The keys of the page are not those of the terminal.
      onKeyDown={(event) => event.stopPropagation()}
    />
  );
}

function darkSystem(): MediaQueryList {
  return window.matchMedia("(prefers-color-scheme: dark)");
}

/** Typed text goes as bytes, so that it is never taken for a message about the terminal. */
function sendTyped(channel: RTCDataChannel | undefined, text: string): void {
  if (channel?.readyState !== "open") {
    return;
  }
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += MAX_MESSAGE) {
    channel.send(bytes.slice(at, at + MAX_MESSAGE));
  }
}

function sendSize(channel: RTCDataChannel | undefined, terminal: Terminal): void {
  if (channel?.readyState === "open") {
    channel.send(JSON.stringify({ type: "system", name: "term.size", data: { rows: terminal.rows, cols: terminal.cols } }));
  }
}

/** Gives the terminal as many rows and columns as there is room for. */
function fitTo(terminal: Terminal, host: HTMLElement): void {
  const screen = host.querySelector<HTMLElement>(".xterm-screen");
  if (screen === null || screen.clientWidth === 0 || host.clientWidth === 0) {
    return;
  }
  const style = getComputedStyle(host);
  const width = host.clientWidth - parseFloat(style.paddingInlineStart) - parseFloat(style.paddingInlineEnd);
  const height = host.clientHeight - parseFloat(style.paddingBlockStart) - parseFloat(style.paddingBlockEnd);
  const columns = Math.floor(width / (screen.clientWidth / terminal.cols));
  const rows = Math.floor(height / (screen.clientHeight / terminal.rows));
  const wanted = { columns: Math.max(MIN_COLUMNS, columns), rows: Math.max(MIN_ROWS, rows) };
  if (wanted.columns !== terminal.cols || wanted.rows !== terminal.rows) {
    terminal.resize(wanted.columns, wanted.rows);
  }
}

/** Keys that are the page's: copy, paste, and what leaves the terminal. Returns whether the key is the terminal's. */
function handleKey(event: KeyboardEvent, terminal: Terminal, onLeave: () => void): boolean {
  if (event.type !== "keydown") {
    return true;
  }
  if (event.ctrlKey && event.altKey && event.shiftKey && ["Control", "Alt", "Shift"].includes(event.key)) {
    onLeave();
    return false;
  }
  if (event.ctrlKey && event.shiftKey && !event.altKey) {
    if (event.code === "KeyC") {
      event.preventDefault();
      if (terminal.hasSelection()) {
        void navigator.clipboard?.writeText(terminal.getSelection()).catch(() => undefined);
      }
      return false;
    }
    // the browser pastes
    return event.code !== "KeyV";
  }
  return true;
}
