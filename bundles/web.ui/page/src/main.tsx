// SPDX-License-Identifier: Apache-2.0

import { effect } from "@preact/signals";
import { render } from "preact";
import { Client } from "./connection/client";
import { Commands } from "./connection/commands";
import { InputSink } from "./input/sink";
import { Keyboard } from "./input/keyboard";
import { keep, keepNickname, recall } from "./memory";
import { cards } from "./sessions/rights";
import { Store } from "./store";
import { Theme } from "./theme";
import { Page } from "./ui/Page";
import { titleWords } from "./ui/words";
import "./style/tokens.css";
import "./style/page.css";
import "./style/control.css";
import "./style/stage.css";
import "./style/cards.css";
import "./style/panels.css";
import "./style/room.css";

const ALIVE_MILLIS = 60_000;

const store = new Store();
const client: Client = new Client(store, recall(), () => sink.opened());
const sink = new InputSink(
  () => client.link,
  () => store.controls.value,
);
const keyboard = new Keyboard(sink);
const commands = new Commands(
  store,
  () => client.link?.rpc,
  (nickname) => {
    keepNickname(nickname);
    client.isCalled(nickname);
  },
);

effect(() => {
  const marks = document.documentElement.dataset;
  marks["connection"] = store.phase.value;
  marks["mode"] = store.mode.value;
  marks["picture"] = store.picture.value;
  marks["hid"] = store.hidReady.value ? "ready" : "waiting";
  marks["captured"] = String(store.captured.value);
});
effect(() => {
  const house = store.house.value;
  document.title = titleWords(store.phase.value, house.mode, cards(house).length, house.expiresAt !== undefined);
});
effect(() => {
  if (!store.controls.value) {
    sink.forget();
  }
});
window.addEventListener("pagehide", () => keep(client.place));
// A person who only watches is still there as long as the page can be seen, and coming back to it is enough.
const seen = (): void => {
  if (document.visibilityState === "visible" && store.phase.value === "live") {
    void commands.alive();
  }
};
window.setInterval(seen, ALIVE_MILLIS);
document.addEventListener("visibilitychange", () => {
  if (store.house.value.expiresAt !== undefined) {
    seen();
  }
});

const root = document.getElementById("page");
if (root !== null) {
  render(
    <Page store={store} client={client} commands={commands} sink={sink} keyboard={keyboard} theme={new Theme()} />,
    root,
  );
}
client.start();
