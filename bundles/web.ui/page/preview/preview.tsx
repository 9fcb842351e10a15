// SPDX-License-Identifier: Apache-2.0

/**
 * The page in any state, without a device: `npx vite`, then `/static/preview.html?state=live&theme=dark&open=stats`.
 * Not part of what is built.
 */
import { render } from "preact";
import type { Client } from "../src/connection/client";
import { Commands } from "../src/connection/commands";
import { InputSink } from "../src/input/sink";
import { Keyboard } from "../src/input/keyboard";
import { DeviceHttp } from "../src/login/deviceHttp";
import { LoginApi } from "../src/login/loginApi";
import { RpcError } from "../src/protocol/jsonrpc";
import { Store } from "../src/store";
import { Theme } from "../src/theme";
import { Page } from "../src/ui/Page";
import { isLanguage } from "../src/i18n/languages";
import { show as showTexts, showLanguage } from "../src/i18n/i18n";
import { answer } from "./device";
import { pseudo } from "./pseudo";
import { SETTINGS } from "./settings";
import { show } from "./states";
import "../src/style/tokens.css";
import "../src/style/layout.css";
import "../src/style/control.css";
import "../src/style/viewport.css";
import "../src/style/cards.css";
import "../src/style/panels.css";
import "../src/style/standalone.css";
import "../src/style/account.css";
import "../src/style/dialog.css";
import "../src/style/settings.css";
import "../src/style/recording.css";
import "../src/style/mouse.css";
import "../src/style/board.css";

/** `lang=de` is a language of the page, any other one, such as `ar-XB`, a pseudo language. `open=paste&text=…` writes a text into the field of the paste dialog. */
const wanted = new URLSearchParams(window.location.search);
localStorage.setItem("baton.theme", wanted.get("theme") ?? "system");

const tag = wanted.get("lang") ?? "en";
if (isLanguage(tag)) {
  await showLanguage(tag);
} else {
  showTexts(tag, pseudo());
}

const store = new Store();
show(store, wanted.get("state") ?? "live");

const rpc = {
  call: (method: string, params: Readonly<Record<string, unknown>> = {}): Promise<unknown> => {
    console.info(method, params);
    if (method in SETTINGS) {
      return Promise.resolve(SETTINGS[method]);
    }
    if (method === "generateNickname") {
      return Promise.resolve({ nickname: "Quiet Heron" });
    }
    return params["nickname"] === "Grace"
      ? Promise.reject(new RpcError(-32000, "Another session has this name. Choose another.", "name_taken"))
      : Promise.resolve({ status: "success" });
  },
};
const commands = new Commands(store, () => rpc, () => undefined);
const sink = new InputSink(() => undefined, () => false);
const client = { retryNow: () => undefined, loggedOut: () => undefined, expectLogin: () => undefined } as unknown as Client;
const http = new DeviceHttp((path, init) => Promise.resolve(answer(wanted.get("state") ?? "live", path, init)));
const login = new LoginApi(http);
const root = document.getElementById("page");
if (root !== null) {
  render(
    <Page store={store} client={client} commands={commands} sink={sink} keyboard={new Keyboard(sink)} theme={new Theme()} login={login} http={http} />,
    root,
  );
}
if (["totp", "locked"].includes(wanted.get("state") ?? "")) {
  window.setTimeout(() => {
    const password = document.querySelector<HTMLInputElement>("#login-password");
    if (password !== null) {
      password.value = "secret";
      password.form?.requestSubmit();
    }
  }, 500);
}
let delay = 100;
for (const name of (wanted.get("open") ?? "").split(",").filter((part) => part !== "")) {
  const find = (): HTMLElement | null =>
    document.querySelector(`[data-testid="${name}-button"]`) ?? document.querySelector(`[data-testid="${name}"]`);
  delay += 400;
  window.setTimeout(() => find()?.click(), delay);
}
window.setTimeout(() => {
  const field = document.querySelector<HTMLTextAreaElement>("#paste-text");
  if (field !== null) {
    field.value = wanted.get("text") ?? "";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}, delay + 800);
