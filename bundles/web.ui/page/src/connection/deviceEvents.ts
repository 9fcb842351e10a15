// SPDX-License-Identifier: Apache-2.0

import { parseDisclosure } from "../disclosure";
import { parsePending } from "../network";
import { parsePowerStatus } from "../power";
import type { HidMessage } from "../protocol/hidrpc";
import { parseMediaState } from "../media";
import { asJson, number, text } from "../read";
import { parseSerialState } from "../serial";
import { applyEvent } from "../sessions/sessionState";
import type { Store } from "../store";
import { parseVideoInput } from "../target";
import type { ConnectionEvent } from "./machine";
import type { PeerLink } from "./link";

/** Events of states that are also queried. */
const QUERIED: ReadonlySet<string> = new Set(["videoInputState", "keyboardLedState"]);

/** Endings of a session with its login. */
const LOGIN_ENDINGS: ReadonlySet<string> = new Set(["logged_out", "account_changed"]);

/** Writes the events and answers of the device to the store, and passes on those that concern the connection. */
export class DeviceEvents {
  /** How often the device told a state, by the name of its event. */
  private readonly told = new Map<string, number>();

  constructor(
    private readonly store: Store,
    private readonly dispatch: (event: ConnectionEvent) => void,
    private readonly onKeysDown: (modifier: number, keys: readonly number[]) => void,
    private readonly macro: (running: boolean) => void = () => undefined,
    private readonly macroEnded: (reason: string) => void = () => undefined,
  ) {}

  /**
   * Queries the state that the device does not push when the channel opens. An answer that comes after an event of the
   * same state is ignored: the device may have read it before the event.
   */
  opened(link: PeerLink): void {
    const query = (method: string, event: string, use: (result: unknown) => void): void => {
      const before = this.told.get(event);
      void link.rpc.call(method).then(
        (result) => this.told.get(event) === before && use(result),
        () => undefined,
      );
    };
    query("getVideoState", "videoInputState", (result) => (this.store.videoInput.value = parseVideoInput(result)));
    query("getKeyboardLedState", "keyboardLedState", (result) => this.leds(result));
    query("getLocalVersion", "localVersion", (result) => (this.store.version.value = text(asJson(result)["batonVersion"])));
  }

  private note(event: string): void {
    this.told.set(event, (this.told.get(event) ?? 0) + 1);
  }

  event(method: string, params: unknown): void {
    const store = this.store;
    if (QUERIED.has(method)) {
      this.note(method);
    }
    switch (method) {
      case "videoInputState":
        store.videoInput.value = parseVideoInput(params);
        break;
      case "usbState":
        store.usb.value = text(params);
        break;
      case "recordingState":
        store.recording.value = parseDisclosure("recording", params);
        break;
      case "virtualMediaState":
        store.media.value = parseMediaState(params);
        break;
      case "relayState":
        store.relay.value = parseDisclosure("relaying", params);
        break;
      case "powerStatus":
        store.power.value = parsePowerStatus(params);
        break;
      case "networkState":
        store.networkTold.value++;
        break;
      case "networkSettingsPending":
        store.networkPending.value = parsePending(params, Date.now());
        break;
      case "serialState":
        store.serial.value = parseSerialState(params);
        break;
      case "terminalState":
        store.terminal.value = asJson(params)["available"] === true;
        break;
      case "keyboardLedState":
        this.leds(params);
        break;
      case "keysDownState": {
        const { modifier, keys } = asJson(params);
        if (Array.isArray(keys)) {
          this.keysDown(number(modifier) ?? 0, keys.filter((key) => typeof key === "number"));
        }
        break;
      }
      case "keyboardMacroEnded":
        this.macroEnded(text(asJson(params)["reason"]) ?? "");
        break;
      case "otherSessionConnected":
        this.dispatch({ type: "replaced" });
        break;
      case "sessionAccessDenied":
        store.sessionEnded();
        this.dispatch({ type: "denied", ...endingDetails(params) });
        break;
      case "sessionRemoved": {
        const { message, ...wait } = endingDetails(params);
        store.sessionEnded();
        const reason = text(asJson(params)["reason"]) ?? "removed";
        const ending = { reason, ...(message === undefined ? {} : { message }) };
        if (LOGIN_ENDINGS.has(reason)) {
          this.dispatch({ type: "loginEnded", ending });
          break;
        }
        this.dispatch({ type: "removed", ending, ...wait });
        break;
      }
      default:
        store.update(applyEvent(store.sessionState.value, method, params, Date.now()));
        break;
    }
  }

  hid(message: HidMessage): void {
    switch (message.type) {
      case "leds":
        this.note("keyboardLedState");
        this.store.leds.value = message.leds;
        break;
      case "keysDown":
        this.keysDown(message.modifier, message.keys);
        break;
      case "macro":
        this.macro(message.running);
        break;
      default:
        break;
    }
  }

  private keysDown(modifier: number, keys: readonly number[]): void {
    this.store.keysDown.value = { modifier, keys };
    this.onKeysDown(modifier, keys);
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

function endingDetails(params: unknown): { message?: string; retryAfterMillis?: number } {
  const message = text(asJson(params)["message"]);
  const seconds = number(asJson(params)["retryAfterSeconds"]);
  return {
    ...(message === undefined ? {} : { message }),
    ...(seconds === undefined || seconds <= 0 ? {} : { retryAfterMillis: seconds * 1000 }),
  };
}
