// SPDX-License-Identifier: Apache-2.0

import { effect } from "@preact/signals";
import { render } from "preact";
import { Client } from "./connection/client";
import { Commands } from "./connection/commands";
import { startLanguage } from "./i18n/i18n";
import { InputSink } from "./input/sink";
import { Keyboard } from "./input/keyboard";
import { loadMouseSettings, saveMouseSettings } from "./input/mouseSettings";
import { isMac } from "./input/platform";
import { DeviceHttp } from "./login/deviceHttp";
import { linkToken, LoginApi } from "./login/loginApi";
import { loadSession, saveNickname, saveResumePoint } from "./storage";
import { pendingDecisions } from "./sessions/actions";
import { Store } from "./store";
import { Theme } from "./theme";
import { Page } from "./ui/Page";
import { titleText } from "./ui/connectionText";
import "./style/tokens.css";
import "./style/layout.css";
import "./style/control.css";
import "./style/viewport.css";
import "./style/cards.css";
import "./style/panels.css";
import "./style/standalone.css";
import "./style/account.css";
import "./style/dialog.css";
import "./style/settings.css";
import "./style/mouse.css";
import "./style/media.css";
import "./style/recording.css";
import "./style/power.css";
import "./style/board.css";

const PRESENCE_MILLIS = 60_000;

const http = new DeviceHttp();
const login = new LoginApi(http);
const store = new Store();
store.mouse.value = loadMouseSettings();
store.lockable.value = window.matchMedia("(any-pointer: fine)").matches;
const client: Client = new Client(store, loadSession(), {
  opened: () => sink.opened(),
  keysDown: (modifier, keys) => keyboard.deviceKeysDown(modifier, keys),
  macro: (running) => sink.onMacro?.(running),
  macroEnded: (reason) => sink.onMacroEnded?.(reason),
});
const sink = new InputSink(
  () => client.link,
  () => store.controls.value,
);
const keyboard = new Keyboard(sink, isMac());
const commands = new Commands(
  store,
  () => client.link?.rpc,
  (nickname) => {
    saveNickname(nickname);
    client.setNickname(nickname);
  },
);

effect(() => {
  const attributes = document.documentElement.dataset;
  attributes["connection"] = store.phase.value;
  attributes["mode"] = store.mode.value;
  attributes["picture"] = store.picture.value;
  attributes["hid"] = store.hidReady.value ? "ready" : "waiting";
  attributes["captured"] = String(store.captured.value);
  attributes["input"] = store.inputAbsence.value ?? "on";
});
effect(() => {
  const state = store.sessionState.value;
  document.title = titleText(store.phase.value, state.mode, pendingDecisions(state).length, state.expiresAt !== undefined, store.setUpNeeded.value);
});
effect(() => {
  if (!store.controls.value) {
    sink.discard();
  }
});
effect(() => saveMouseSettings(store.mouse.value));
window.addEventListener("pagehide", () => saveResumePoint(client.resumePoint));
// An observer sends no input: a visible page counts as a present user, and so does returning to it.
const reportIfVisible = (): void => {
  if (document.visibilityState === "visible" && store.phase.value === "live") {
    void commands.reportPresence();
  }
};
window.setInterval(reportIfVisible, PRESENCE_MILLIS);
document.addEventListener("visibilitychange", () => {
  if (store.sessionState.value.expiresAt !== undefined) {
    reportIfVisible();
  }
});

const root = document.getElementById("page");
if (root !== null) {
  const theme = new Theme();
  // The connection is made meanwhile.
  void startLanguage().then(() =>
    render(
      <Page store={store} client={client} commands={commands} sink={sink} keyboard={keyboard} theme={theme} login={login} http={http} />,
      root,
    ),
  );
}
/** A view link is used once for each page and then removed from the address, so that it is not copied or stored. */
async function useViewLink(): Promise<void> {
  const token = linkToken(window.location.hash);
  if (token === undefined) {
    return;
  }
  window.history.replaceState(null, "", window.location.pathname + window.location.search);
  const answer = await login.useLink(token);
  store.linkRefusal.value = answer.done ? undefined : answer.problem;
}
void useViewLink().then(() => client.start());
