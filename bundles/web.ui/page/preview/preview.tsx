// SPDX-License-Identifier: Apache-2.0

/**
 * The page in any state, without a device: `npx vite`, then `/static/preview.html?state=live&theme=dark&open=stats`.
 * Not part of what is built.
 */
import { render } from "preact";
import type { Client } from "../src/connection/client";
import type { ConnectionState } from "../src/connection/machine";
import { InputSink } from "../src/input/sink";
import { Keyboard } from "../src/input/keyboard";
import { Store } from "../src/store";
import { Theme } from "../src/theme";
import { Page } from "../src/ui/Page";
import "../src/style/tokens.css";
import "../src/style/page.css";
import "../src/style/stage.css";
import "../src/style/panels.css";

const wanted = new URLSearchParams(window.location.search);
const state = wanted.get("state") ?? "live";
localStorage.setItem("baton.theme", wanted.get("theme") ?? "system");

const store = new Store();
const minutes = (n: number): number => Date.now() - n * 60_000;
const base: ConnectionState = { phase: "live", socket: "open", link: "up", attaching: false, attempts: 0 };

function live(mode: "primary" | "observer" | "queued"): void {
  store.connection.value = base;
  store.sessionId.value = "me";
  store.mode.value = mode;
  store.picture.value = "playing";
  store.usb.value = "configured";
  store.version.value = "0.1.0";
  store.leds.value = { num: true, caps: false, scroll: false };
  store.videoInput.value = { ready: true, width: 1280, height: 720, fps: 30 };
  store.stream.value = picture();
  store.people.value = [
    { id: mode === "primary" ? "me" : "a", mode: "primary", nickname: "Ada Lovelace", browser: "Firefox", since: minutes(42) },
    { id: mode === "queued" ? "me" : "q", mode: "queued", nickname: "Grace", browser: "Safari", since: minutes(3) },
    { id: mode === "observer" ? "me" : "b", mode: "observer", nickname: "A name that is really rather long", since: minutes(9) },
    { id: "c", mode: "observer", browser: "Chrome", since: minutes(0) },
  ];
  store.stats.value = {
    width: 1280, height: 720, fps: 29.9, kbps: 2340, lossPercent: 0.2, lostTotal: 14, rttMillis: 3.4,
    jitterMillis: 1.2, bufferMillis: 12, processingMillis: 19, dropped: 0, freezes: 0, keyFrames: 4,
    framesDecoded: 5120, codec: "H264",
  };
}

function picture(): MediaStream {
  const canvas = document.createElement("canvas");
  canvas.width = 1280;
  canvas.height = 720;
  const pen = canvas.getContext("2d");
  const draw = (): void => {
    if (pen !== null) {
      pen.fillStyle = "#16324a";
      pen.fillRect(0, 0, 1280, 720);
      pen.fillStyle = "#e8f0f4";
      pen.font = "28px monospace";
      pen.fillText("target:~$ _", 40, 60);
      pen.fillText(new Date().toISOString(), 40, 100);
    }
  };
  draw();
  window.setInterval(draw, 100);
  return canvas.captureStream(10);
}

switch (state) {
  case "live":
    live("primary");
    break;
  case "captured":
    live("primary");
    window.setTimeout(() => document.getElementById("screen")?.focus(), 300);
    break;
  case "watching":
    live("observer");
    store.hint.value = "You are watching. Ada Lovelace controls the target.";
    break;
  case "queued":
    live("queued");
    break;
  case "nosignal":
    live("primary");
    store.videoInput.value = { ready: false, error: "no_signal" };
    break;
  case "lost":
    live("primary");
    store.connection.value = { ...base, phase: "lost", socket: "closed", link: "none", retryAt: Date.now() + 7000 };
    break;
  case "replaced":
    live("primary");
    store.connection.value = { ...base, phase: "replaced", link: "none" };
    break;
  case "refused":
    store.connection.value = {
      ...base,
      phase: "refused",
      link: "none",
      refusal: { code: "capacity", message: "Ten people are here already. Try again when somebody has left." },
    };
    break;
  default:
    break;
}

const keyboard = new Keyboard(new InputSink(() => undefined, () => false));
const client = { retryNow: () => undefined } as unknown as Client;
const root = document.getElementById("page");
if (root !== null) {
  render(
    <Page store={store} client={client} sink={new InputSink(() => undefined, () => false)} keyboard={keyboard} theme={new Theme()} />,
    root,
  );
}
for (const name of (wanted.get("open") ?? "").split(",").filter((word) => word !== "")) {
  document.querySelector<HTMLElement>(`[data-testid="${name}-button"]`)?.click();
}
