// SPDX-License-Identifier: Apache-2.0

import type { Signal } from "@preact/signals";
import type { ComponentChildren, JSX, RefObject } from "preact";
import type { Commands } from "../connection/commands";
import { formatNumber, t } from "../i18n/i18n";
import type { Store } from "../store";
import type { Theme } from "../theme";
import {
  AccountIcon,
  BatonLogo,
  CameraIcon,
  ChartIcon,
  ExpandIcon,
  GearIcon,
  HalfIcon,
  KeyboardIcon,
  MediaIcon, MoonIcon,
  MouseIcon,
  PowerIcon,
  RecordIcon,
  SerialIcon,
  SessionsIcon,
  PasteIcon,
  SunIcon,
  TerminalIcon,
} from "./icons";
import { ControlBar } from "./ControlBar";
import { SoftKeyboardTool } from "./SoftKeyboardTool";
import { phaseText } from "./connectionText";

interface Props {
  readonly store: Store;
  readonly commands: Commands;
  readonly theme: Theme;
  /** The session is admitted: the tools for the picture are shown. */
  readonly admitted: boolean;
  /** Whether the account dialog is open; undefined without a login. */
  readonly account: Signal<boolean> | undefined;
  readonly sessionList: Signal<boolean>;
  readonly stats: Signal<boolean>;
  readonly keys: Signal<boolean>;
  /** Whether the settings of the mouse are open. */
  readonly mouse: Signal<boolean>;
  readonly onMedia: () => void;
  readonly onRecordings: () => void;
  readonly onSettings: () => void;
  readonly onPower: () => void;
  /** Which console is open. */
  readonly console: "none" | "serial" | "terminal";
  readonly onSerial: () => void;
  readonly onTerminal: () => void;
  readonly keysButton: RefObject<HTMLButtonElement | null>;
  /** Why no text can be pasted now; undefined when it can. */
  readonly pasteUnavailable: string | undefined;
  readonly onKeys: () => void;
  readonly onPaste: () => void;
  readonly onScreenshot: () => void;
  readonly onFullScreen: () => void;
}

export function TopBar(props: Props): JSX.Element {
  const { store, commands, theme, admitted, account, sessionList, stats, keys, mouse, keysButton, pasteUnavailable, onKeys, onPaste, onMedia, onRecordings, onSettings, onSerial, onTerminal, onScreenshot, onFullScreen } = props;
  const phase = store.phase.value;
  const interrupted = store.interrupted.value;
  const count = store.sessionState.value.sessions.length;
  const choice = theme.choice.value;
  return (
    <header class="top-bar">
      <h1 class="brand">
        <BatonLogo />
        <span>Baton</span>
      </h1>
      <span class="pill connection" data-phase={interrupted ? "interrupted" : phase} data-testid="connection">
        <span class="dot" />
        {phaseText(phase, interrupted, store.setUpNeeded.value)}
      </span>
      {phase === "live" && admitted && <ControlBar store={store} commands={commands} />}
      <div class="tools" role="toolbar" aria-label={t("topBar.tools")}>
        {admitted && (
          <>
            <Tool
              label={t("topBar.keys")}
              name={t("fullScreenBar.onScreenKeyboardAndKeyCombinations")}
              testid="keys-button"
              pressed={keys.value}
              at={keysButton}
              onClick={onKeys}
            >
              <KeyboardIcon />
            </Tool>
            <SoftKeyboardTool store={store} />
            <Tool
              label={t("topBar.paste")}
              name={t("topBar.pasteName")}
              testid="paste-button"
              opensDialog
              unavailable={pasteUnavailable}
              onClick={onPaste}
            >
              <PasteIcon />
            </Tool>
            <Tool label={t("topBar.mouse")} name={store.pointerMode.value === "absolute" ? t("topBar.mouseAbsolute") : t("topBar.mouseRelative")} testid="mouse-button" opensDialog onClick={() => (mouse.value = true)}>
              <MouseIcon />
            </Tool>
            {store.media.value !== undefined && (
              <Tool label={t("topBar.media")} name={t("mediaDialog.virtualMedia")} testid="media-button" opensDialog onClick={onMedia}>
                <MediaIcon />
              </Tool>
            )}
            {store.power.value !== undefined && (
              <Tool label={t("power.tool")} name={t("power.title")} testid="power-button" opensDialog onClick={props.onPower}>
                <PowerIcon />
              </Tool>
            )}
            {store.sessionState.value.role === "admin" && store.supports("listRecordings") && (
              <Tool label={t("topBar.record")} name={t("recordingDialog.recording")} testid="recording-button" opensDialog onClick={onRecordings}>
                <RecordIcon />
              </Tool>
            )}
            {store.serial.value !== undefined && (store.serial.value.enabled || store.sessionState.value.role === "admin") && (
              <Tool label={t("serial.tool")} name={t("serial.title")} testid="serial-button" pressed={props.console === "serial"} onClick={onSerial}>
                <SerialIcon />
              </Tool>
            )}
            {store.terminal.value && store.sessionState.value.role === "admin" && (
              <Tool label={t("terminal.tool")} name={t("terminal.title")} testid="terminal-button" pressed={props.console === "terminal"} onClick={onTerminal}>
                <TerminalIcon />
              </Tool>
            )}
            <Tool label={t("topBar.screenshot")} name={t("topBar.saveScreenshot")} testid="screenshot-button" onClick={onScreenshot}>
              <CameraIcon />
            </Tool>
            <Tool
              label={t("topBar.statistics")}
              testid="stats-button"
              pressed={stats.value}
              onClick={() => (stats.value = !stats.value)}
            >
              <ChartIcon />
            </Tool>
            <Tool
              label={count === 0 ? t("common.sessions") : formatNumber(count)}
              name={count === 0 ? t("common.sessions") : `${t("common.sessions")}: ${formatNumber(count)}`}
              testid="sessions-button"
              pressed={sessionList.value}
              onClick={() => (sessionList.value = !sessionList.value)}
            >
              <SessionsIcon />
            </Tool>
            <Tool label={t("common.fullScreen")} testid="fullscreen-button" onClick={onFullScreen}>
              <ExpandIcon />
            </Tool>
          </>
        )}
        {admitted && (
          <Tool name={t("settings.title")} testid="settings-button" opensDialog onClick={onSettings}>
            <GearIcon />
          </Tool>
        )}
        {account !== undefined && (
          <Tool name={t("accountDialog.accountAndAccess")} testid="account-button" opensDialog onClick={() => (account.value = true)}>
            <AccountIcon />
          </Tool>
        )}
        <Tool name={choice === "light" ? t("topBar.coloursLight") : choice === "dark" ? t("topBar.coloursDark") : t("topBar.coloursSystem")} testid="theme-button" onClick={() => theme.next()}>
          {choice === "light" ? <SunIcon /> : choice === "dark" ? <MoonIcon /> : <HalfIcon />}
        </Tool>
      </div>
    </header>
  );
}

interface ToolProps {
  readonly label?: string;
  /** The accessible name where the label does not stand alone. */
  readonly name?: string;
  readonly testid: string;
  readonly pressed?: boolean;
  readonly opensDialog?: boolean;
  readonly unavailable?: string | undefined;
  readonly at?: RefObject<HTMLButtonElement | null>;
  readonly onClick: () => void;
  readonly children: ComponentChildren;
}

/** The visible word is part of the name, so that a voice command finds the button (WCAG 2.5.3). */
function spokenName(label: string | undefined, name: string | undefined): string | undefined {
  if (label === undefined || name === undefined) {
    return name ?? label;
  }
  const words = (text: string): string => ` ${text.toLocaleLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim()} `;
  return words(name).includes(words(label)) ? name : `${label}: ${name}`;
}

function Tool({ label, name, testid, pressed, opensDialog, unavailable, at, onClick, children }: ToolProps): JSX.Element {
  return (
    <button
      {...(at === undefined ? {} : { ref: at })}
      type="button"
      class="tool"
      title={unavailable ?? name ?? label}
      aria-label={spokenName(label, name)}
      aria-pressed={pressed}
      aria-disabled={unavailable === undefined ? undefined : true}
      aria-haspopup={opensDialog === true ? "dialog" : undefined}
      data-testid={testid}
      onClick={onClick}
    >
      {children}
      {label !== undefined && <span class="tool-label">{label}</span>}
    </button>
  );
}
