// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { FunctionComponent, JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Client } from "../connection/client";
import type { Commands } from "../connection/commands";
import { t } from "../i18n/i18n";
import type { DeviceHttp } from "../login/deviceHttp";
import type { LoginApi } from "../login/loginApi";
import type { InputSink } from "../input/sink";
import { BoardKeys } from "../input/boardKeys";
import { FullScreen, type FullScreenState } from "../input/fullScreen";
import type { Keyboard } from "../input/keyboard";
import { saveScreenshot } from "../screenshot";
import type { Store } from "../store";
import type { Theme } from "../theme";
import { Uploader } from "../upload";
import { AccountDialog } from "./account/AccountDialog";
import { Announcer } from "./Announcer";
import { DisclosureSigns } from "./DisclosureSigns";
import { FullScreenBar } from "./FullScreenBar";
import { MouseDialog } from "./MouseDialog";
import { SessionEnded } from "./SessionEnded";
import { Footer } from "./Footer";
import type { KeyboardPanelProps } from "./KeyboardPanel";
import type { PasteDialogProps } from "./PasteDialog";
import type { MediaDialogProps } from "./media/MediaDialog";
import type { PowerDialogProps } from "./power/PowerDialog";
import type { SerialPanelProps } from "./console/SerialPanel";
import type { TerminalPanelProps } from "./console/TerminalPanel";
import type { RecordingDialogProps } from "./RecordingDialog";
import type { SettingsDialogProps } from "./settings/SettingsDialog";
import { SoftKeyboardTool } from "./SoftKeyboardTool";
import { SessionList } from "./SessionList";
import { Viewport } from "./Viewport";
import { LoginView } from "./LoginView";
import { Toasts } from "./Toasts";
import { TopBar } from "./TopBar";
import { loginEndText } from "./notice";
import { problemText } from "./problemText";
import { WaitingRoom } from "./WaitingRoom";

interface Props {
  readonly store: Store;
  readonly client: Client;
  readonly commands: Commands;
  readonly sink: InputSink;
  readonly keyboard: Keyboard;
  readonly theme: Theme;
  readonly login: LoginApi;
  readonly http: DeviceHttp;
}

export function Page({ store, client, commands, sink, keyboard, theme, login, http }: Props): JSX.Element {
  const sessionList = useSignal(window.matchMedia("(min-width: 60rem)").matches);
  const stats = useSignal(false);
  const keys = useSignal(false);
  const account = useSignal(false);
  const paste = useSignal(false);
  const pasteDialog = useSignal<{ readonly Dialog: FunctionComponent<PasteDialogProps> } | undefined>(undefined);
  const keyboardPanel = useSignal<{ readonly Panel: FunctionComponent<KeyboardPanelProps> } | undefined>(undefined);
  const recordings = useSignal(false);
  const recordingDialog = useSignal<{ readonly Dialog: FunctionComponent<RecordingDialogProps> } | undefined>(undefined);
  const media = useSignal(false);
  const mediaDialog = useSignal<{ readonly Dialog: FunctionComponent<MediaDialogProps> } | undefined>(undefined);
  const uploader = useMemo(
    () => new Uploader({ call: (method, params) => commands.callMedia(method, params), now: () => performance.now(), request: () => new XMLHttpRequest() }),
    [commands],
  );
  const power = useSignal(false);
  const powerDialog = useSignal<{ readonly Dialog: FunctionComponent<PowerDialogProps> } | undefined>(undefined);
  const settings = useSignal(false);
  const settingsDialog = useSignal<{ readonly Dialog: FunctionComponent<SettingsDialogProps> } | undefined>(undefined);
  const openConsole = useSignal<"none" | "serial" | "terminal">("none");
  const serialPanel = useSignal<{ readonly Panel: FunctionComponent<SerialPanelProps> } | undefined>(undefined);
  const terminalPanel = useSignal<{ readonly Panel: FunctionComponent<TerminalPanelProps> } | undefined>(undefined);
  const board = useMemo(() => new BoardKeys(keyboard), [keyboard]);
  const mouse = useSignal(false);
  const main = useRef<HTMLElement>(null);
  const viewport = useRef<HTMLElement>(null);
  const keysButton = useRef<HTMLButtonElement>(null);

  const ended = store.phase.value === "ended";
  const pending = store.phase.value === "live" && store.mode.value === "pending";
  const loggedOut = store.phase.value === "login";
  // Whatever ends the login closes the dialog, so that the login form is not behind it.
  useEffect(() => {
    if (loggedOut) {
      account.value = false;
      paste.value = false;
      mouse.value = false;
      recordings.value = false;
      settings.value = false;
      media.value = false;
      power.value = false;
    }
  }, [loggedOut]);
  const accountOpen = account.value && !loggedOut;
  const loggedIn = (): void => {
    store.linkRefusal.value = undefined;
    client.retryNow();
  };
  const admitted = !ended && !pending && !loggedOut;

  useEffect(() => {
    keyboard.onReleaseAll = () => board.clear();
    return () => void (keyboard.onReleaseAll = undefined);
  }, [keyboard, board]);
  const notLoaded = (what: string): void => {
    const text = t("page.couldNotBeLoadedReloadThe", { what });
    store.notifications.add({ text, urgent: true, shown: true });
  };

  // The keyboard, the dialog and their key maps are no part of the first load.
  const openKeys = async (): Promise<void> => {
    try {
      keyboardPanel.value ??= { Panel: (await import("./KeyboardPanel")).KeyboardPanel };
      keys.value = true;
    } catch {
      notLoaded(t("page.theOnScreenKeyboard"));
    }
  };
  const closeKeys = (): void => {
    keys.value = false;
    if (document.activeElement === document.body) {
      keysButton.current?.focus();
    }
  };
  const toggleKeys = (): void => (keys.value ? closeKeys() : void openKeys());
  const keysOpen = keys.value && admitted;
  const openPaste = async (): Promise<void> => {
    const unavailable = pasteUnavailable(store);
    if (unavailable !== undefined) {
      store.notifications.add({ text: unavailable, urgent: false, shown: true });
      return;
    }
    try {
      pasteDialog.value ??= { Dialog: (await import("./PasteDialog")).PasteDialog };
      paste.value = true;
    } catch {
      notLoaded(t("page.thePasteDialog"));
    }
  };
  const openMedia = async (): Promise<void> => {
    try {
      mediaDialog.value ??= { Dialog: (await import("./media/MediaDialog")).MediaDialog };
      media.value = true;
    } catch {
      notLoaded(t("page.theMediaDialog"));
    }
  };
  const openRecordings = async (): Promise<void> => {
    try {
      recordingDialog.value ??= { Dialog: (await import("./RecordingDialog")).RecordingDialog };
      recordings.value = true;
    } catch {
      notLoaded(t("page.theRecordingDialog"));
    }
  };
  const openPower = async (): Promise<void> => {
    try {
      powerDialog.value ??= { Dialog: (await import("./power/PowerDialog")).PowerDialog };
      power.value = true;
    } catch {
      notLoaded(t("power.theDialog"));
    }
  };
  const openSettings = async (): Promise<void> => {
    try {
      settingsDialog.value ??= { Dialog: (await import("./settings/SettingsDialog")).SettingsDialog };
      settings.value = true;
    } catch {
      notLoaded(t("page.theSettings"));
    }
  };
  const toggleConsole = async (wanted: "serial" | "terminal"): Promise<void> => {
    if (openConsole.value === wanted) {
      openConsole.value = "none";
      return;
    }
    try {
      if (wanted === "serial") {
        serialPanel.value ??= { Panel: (await import("./console/SerialPanel")).SerialPanel };
      } else {
        terminalPanel.value ??= { Panel: (await import("./console/TerminalPanel")).TerminalPanel };
      }
      openConsole.value = wanted;
    } catch {
      notLoaded(t(wanted === "serial" ? "serial.consoleName" : "terminal.title"));
    }
  };
  const closeConsole = (button: string): void => {
    openConsole.value = "none";
    document.querySelector<HTMLElement>(`[data-testid=${button}]`)?.focus();
  };
  useEffect(() => {
    const shortcut = (event: KeyboardEvent): void => {
      if (event.code === "KeyV" && event.ctrlKey && event.altKey && event.shiftKey && document.querySelector("dialog[open]") === null) {
        event.preventDefault();
        event.stopPropagation();
        keyboard.releaseAll();
        void openPaste();
      }
    };
    // Before the screen, which sends what it gets to the target.
    window.addEventListener("keydown", shortcut, { capture: true });
    return () => window.removeEventListener("keydown", shortcut, { capture: true });
  }, [keyboard, store]);
  const fullScreen = useMemo(() => new FullScreen((state) => (store.fullScreen.value = state)), [store]);
  useEffect(() => {
    const changed = (): void => fullScreen.documentChanged();
    document.addEventListener("fullscreenchange", changed);
    return () => document.removeEventListener("fullscreenchange", changed);
  }, [fullScreen]);
  const toggleFullScreen = async (): Promise<void> => {
    const text = (await fullScreen.toggle(main.current)) ? FULL_SCREEN_TEXTS[store.fullScreen.value] : t("page.thisBrowserDoesNotShowPages");
    if (text !== undefined) {
      store.notifications.add({ text, urgent: false, shown: true });
    }
  };
  const takingScreenshot = useRef(false);
  const takeScreenshot = async (): Promise<void> => {
    if (takingScreenshot.current) {
      return;
    }
    takingScreenshot.current = true;
    const problem = await saveScreenshot(new Date());
    takingScreenshot.current = false;
    const text = problem === undefined ? t("page.screenshotSaved") : t("page.noScreenshot", { problem: problemText(problem) });
    store.notifications.add({ text, urgent: problem !== undefined, shown: true });
  };
  const fullScreenOn = store.fullScreen.value !== "off";
  const mouseOpen = mouse.value && admitted;
  const pasteOpen = paste.value && admitted;
  const recordingsOpen = recordings.value && admitted;
  const settingsOpen = settings.value && admitted;
  const mediaOpen = media.value && admitted;
  const powerOpen = power.value && admitted && store.power.value !== undefined;

  return (
    <div class="page" data-session-list={sessionList.value && admitted}>
      {admitted && (
        <a class="skip" href="#screen">
          {t("page.skipToTheScreen")}
        </a>
      )}
      <TopBar
        store={store}
        commands={commands}
        theme={theme}
        admitted={admitted}
        account={loggedOut ? undefined : account}
        sessionList={sessionList}
        stats={stats}
        keys={keys}
        mouse={mouse}
        keysButton={keysButton}
        pasteUnavailable={pasteUnavailable(store)}
        onKeys={toggleKeys}
        onPaste={() => void openPaste()}
        onMedia={() => void openMedia()}
        onRecordings={() => void openRecordings()}
        onSettings={() => void openSettings()}
        onPower={() => void openPower()}
        console={openConsole.value}
        onSerial={() => void toggleConsole("serial")}
        onTerminal={() => void toggleConsole("terminal")}
        onScreenshot={() => void takeScreenshot()}
        onFullScreen={() => void toggleFullScreen()}
      />
      <main class="main" ref={main}>
        <DisclosureSigns store={store} />
        {ended && <SessionEnded store={store} client={client} />}
        {loggedOut && (
          <LoginView
            api={login}
            setUpNeeded={store.setUpNeeded}
            note={loginEndText(store.connection.value.ending)}
            problem={store.linkRefusal.value}
            onDone={loggedIn}
          />
        )}
        {pending && <WaitingRoom store={store} commands={commands} />}
        {admitted && (
          <Viewport
            store={store}
            client={client}
            commands={commands}
            sink={sink}
            keyboard={keyboard}
            board={board}
            stats={stats}
            viewport={viewport}
            onRelease={() => (fullScreenOn ? main.current?.querySelector<HTMLElement>("[data-testid=fullscreen-keys]") : keysButton.current)?.focus()}
          >
            {fullScreenOn && (
              <FullScreenBar keys={keys.value} onKeys={toggleKeys} onLeave={() => void toggleFullScreen()}>
                <SoftKeyboardTool store={store} />
              </FullScreenBar>
            )}
          </Viewport>
        )}
        {keysOpen && keyboardPanel.value !== undefined && (
          <keyboardPanel.value.Panel store={store} commands={commands} keyboard={keyboard} board={board} sink={sink} onClose={closeKeys} />
        )}
        {admitted && openConsole.value === "serial" && serialPanel.value !== undefined && (
          <serialPanel.value.Panel store={store} client={client} commands={commands} theme={theme} onClose={() => closeConsole("serial-button")} />
        )}
        {admitted && openConsole.value === "terminal" && store.terminal.value && terminalPanel.value !== undefined && (
          <terminalPanel.value.Panel store={store} client={client} theme={theme} onClose={() => closeConsole("terminal-button")} />
        )}
        {admitted && sessionList.value && <SessionList store={store} commands={commands} />}
        {!admitted && <Toasts store={store} />}
      </main>
      {admitted && <Footer store={store} />}
      {accountOpen && (
        <AccountDialog
          http={http}
          live={{ store, commands }}
          onLoginChange={(change) => client.expectLogin(change)}
          onLoggedOut={() => client.loggedOut()}
          onClose={() => (account.value = false)}
        >
          <Announcer store={store} />
        </AccountDialog>
      )}
      {pasteOpen && pasteDialog.value !== undefined && (
        <pasteDialog.value.Dialog store={store} commands={commands} sink={sink} onClose={() => (paste.value = false)}>
          <Announcer store={store} />
        </pasteDialog.value.Dialog>
      )}
      {mouseOpen && (
        <MouseDialog store={store} onClose={() => (mouse.value = false)}>
          <Announcer store={store} />
        </MouseDialog>
      )}
      {recordingsOpen && recordingDialog.value !== undefined && (
        <recordingDialog.value.Dialog store={store} commands={commands} onClose={() => (recordings.value = false)}>
          <Announcer store={store} />
        </recordingDialog.value.Dialog>
      )}
      {mediaOpen && mediaDialog.value !== undefined && (
        <mediaDialog.value.Dialog store={store} commands={commands} uploader={uploader} onClose={() => (media.value = false)}>
          <Announcer store={store} />
        </mediaDialog.value.Dialog>
      )}
      {powerOpen && powerDialog.value !== undefined && (
        <powerDialog.value.Dialog store={store} commands={commands} onClose={() => (power.value = false)}>
          <Announcer store={store} />
        </powerDialog.value.Dialog>
      )}
      {settingsOpen && settingsDialog.value !== undefined && (
        <settingsDialog.value.Dialog store={store} commands={commands} theme={theme} onClose={() => (settings.value = false)}>
          <Announcer store={store} />
        </settingsDialog.value.Dialog>
      )}
      {!accountOpen && !pasteOpen && !mouseOpen && !recordingsOpen && !mediaOpen && !powerOpen && !settingsOpen && <Announcer store={store} />}
    </div>
  );
}

/** How to leave full screen, which a browser says only once. */
const FULL_SCREEN_TEXTS: Readonly<Record<FullScreenState, string | undefined>> = {
  off: undefined,
  get plain() { return t("page.escapeLeavesFullScreenThisBrowser"); },
  get locked() { return t("page.allKeysGoToTheTarget"); },
};

/** Returns why no text can be pasted now; undefined when it can. */
function pasteUnavailable(store: Store): string | undefined {
  if (!store.controls.value) {
    return t("common.onlyTheSessionInControlCan");
  }
  return store.hidReady.value ? undefined : t("page.theDeviceDoesNotTakeKeys");
}
