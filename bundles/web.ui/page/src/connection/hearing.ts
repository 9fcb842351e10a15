// SPDX-License-Identifier: Apache-2.0

import type { HidMessage } from "../protocol/hidrpc";
import { asJson, number, text } from "../read";
import { hear } from "../sessions/house";
import type { Store } from "../store";
import { videoInputOf } from "../target";
import type { ConnectionEvent } from "./machine";
import type { PeerLink } from "./link";

/** Writes what the device tells over a link's channels to the store, and tells the connection what concerns it. */
export class Hearing {
  constructor(
    private readonly store: Store,
    private readonly dispatch: (event: ConnectionEvent) => void,
  ) {}

  /** Asks for what no event is due for. */
  opened(link: PeerLink): void {
    const ask = (method: string, use: (result: unknown) => void): void =>
      void link.rpc.call(method).then(use, () => undefined);
    ask("getVideoState", (result) => (this.store.videoInput.value = videoInputOf(result)));
    ask("getKeyboardLedState", (result) => this.leds(result));
    ask("getLocalVersion", (result) => (this.store.version.value = text(asJson(result)["appVersion"])));
  }

  event(method: string, params: unknown): void {
    const store = this.store;
    switch (method) {
      case "videoInputState":
        store.videoInput.value = videoInputOf(params);
        break;
      case "usbState":
        store.usb.value = text(params);
        break;
      case "keyboardLedState":
        this.leds(params);
        break;
      case "otherSessionConnected":
        this.dispatch({ type: "replaced" });
        break;
      case "sessionAccessDenied":
        store.leave();
        this.dispatch({ type: "denied", ...told(params) });
        break;
      case "sessionRemoved": {
        const { message, ...wait } = told(params);
        store.leave();
        const reason = text(asJson(params)["reason"]) ?? "removed";
        this.dispatch({ type: "removed", ending: { reason, ...(message === undefined ? {} : { message }) }, ...wait });
        break;
      }
      default:
        store.update(hear(store.house.value, method, params, Date.now()));
        break;
    }
  }

  hid(message: HidMessage): void {
    if (message.type === "leds") {
      this.store.leds.value = message.leds;
    }
  }

  private leds(value: unknown): void {
    const state = asJson(value);
    this.store.leds.value = {
      num: state["num_lock"] === true,
      caps: state["caps_lock"] === true,
      scroll: state["scroll_lock"] === true,
    };
  }
}

function told(params: unknown): { message?: string; retryAfterMillis?: number } {
  const message = text(asJson(params)["message"]);
  const seconds = number(asJson(params)["retryAfterSeconds"]);
  return {
    ...(message === undefined ? {} : { message }),
    ...(seconds === undefined || seconds <= 0 ? {} : { retryAfterMillis: seconds * 1000 }),
  };
}
