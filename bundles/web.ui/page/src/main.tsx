// SPDX-License-Identifier: Apache-2.0

import { effect } from "@preact/signals";
import { render } from "preact";
import { Client } from "./connection/client";
import { InputSink } from "./input/sink";
import { Keyboard } from "./input/keyboard";
import { recall } from "./memory";
import { Store } from "./store";
import { Theme } from "./theme";
import { Page } from "./ui/Page";
import "./style/tokens.css";
import "./style/page.css";
import "./style/stage.css";
import "./style/panels.css";

const store = new Store();
const client = new Client(store, recall(store));
const sink = new InputSink(
  () => client.link,
  () => store.controls.value,
);
const keyboard = new Keyboard(sink);
const theme = new Theme();

effect(() => {
  const marks = document.documentElement.dataset;
  marks["connection"] = store.phase.value;
  marks["mode"] = store.mode.value;
  marks["picture"] = store.picture.value;
  marks["hid"] = store.hidReady.value ? "ready" : "waiting";
  marks["captured"] = String(store.captured.value);
});

const root = document.getElementById("page");
if (root !== null) {
  render(<Page store={store} client={client} sink={sink} keyboard={keyboard} theme={theme} />, root);
}
client.start();
