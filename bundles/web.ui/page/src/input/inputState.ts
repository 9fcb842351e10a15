// SPDX-License-Identifier: Apache-2.0

import { t } from "../i18n/i18n";

/** What decides whether keys and mouse of this page reach the target. */
export interface InputFacts {
  readonly live: boolean;
  /** No packets arrive, but the link is not given up yet. */
  readonly interrupted: boolean;
  readonly controls: boolean;
  /** A channel takes input. */
  readonly open: boolean;
  /** The device's input answers; it does not while it is being replaced. */
  readonly answering: boolean;
  /** State of the target's USB port; undefined while it is not known. */
  readonly usb: string | undefined;
  /** The screen has the focus. */
  readonly captured: boolean;
  /** The browser window has the focus. */
  readonly windowFocused: boolean;
  /** The mouse reaches the target: it is locked to the picture, or need not be. */
  readonly pointerLocked: boolean;
}

export type InputAbsence = "no_link" | "interrupted" | "no_control" | "not_ready" | "usb" | "away" | "window" | "focus" | "pointer";

/** Returns why keys or mouse do not reach the target, the cause that is furthest from the user first; undefined when they do. */
export function inputAbsence(facts: InputFacts): InputAbsence | undefined {
  if (!facts.live) {
    return "no_link";
  }
  if (!facts.controls) {
    return "no_control";
  }
  if (facts.interrupted) {
    return "interrupted";
  }
  if (!facts.open) {
    return "not_ready";
  }
  if (!facts.answering) {
    return "away";
  }
  if (facts.usb !== undefined && facts.usb !== "configured") {
    return "usb";
  }
  if (!facts.windowFocused) {
    return "window";
  }
  if (!facts.captured) {
    return "focus";
  }
  return facts.pointerLocked ? undefined : "pointer";
}

/** Returns a sentence on the absence of input: what is wrong, and what helps where the user can help. */
export function absenceText(absence: InputAbsence, usb: string | undefined): string {
  switch (absence) {
    case "no_link":
      return t("inputState.notConnectedKeysAndMouseDo");
    case "no_control":
      return t("inputState.observingKeysAndMouseDoNot");
    case "interrupted":
      return t("inputState.connectionInterruptedKeysAndMouseDo");
    case "not_ready":
      return t("inputState.theDeviceDoesNotTakeKeys");
    case "away":
      return t("inputState.theDeviceDoesNotTakeKeys2");
    case "usb":
      return USB[usb ?? ""] ?? t("inputState.theTargetDoesNotTakeKeys");
    case "window":
      return t("inputState.anotherWindowHasTheKeyboardClick");
    case "focus":
      return t("inputState.keysDoNotReachTheTarget");
    case "pointer":
      return t("inputState.onlyKeysReachTheTargetClick");
  }
}

/** By the device's word for the state of the port. */
const USB: Readonly<Record<string, string>> = {
  get "not attached"() { return t("inputState.theTargetsUsbPortIsOff"); },
  get attached() { return t("inputState.theTargetHasNotSetUp"); },
  get powered() { return t("inputState.theTargetHasNotSetUp"); },
  get default() { return t("inputState.theTargetHasNotSetUp"); },
  get addressed() { return t("inputState.theTargetHasNotSetUp"); },
  get suspended() { return t("inputState.theTargetSleepsOrItsUsb"); },
};

/** True where keys are lost by something else than the place of the focus: a fault, not a choice of the user. */
export function isFault(absence: InputAbsence): boolean {
  return absence !== "focus" && absence !== "pointer" && absence !== "window" && absence !== "no_control";
}
