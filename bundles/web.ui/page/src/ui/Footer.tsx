// SPDX-License-Identifier: Apache-2.0

import type { JSX } from "preact";
import { t, textNamed } from "../i18n/i18n";
import { absenceText, isFault } from "../input/inputState";
import { heldNames } from "../input/keyNames";
import type { Store } from "../store";
import { KeyboardOffIcon } from "./icons";
import { Text } from "../i18n/Text";

export function Footer({ store }: { store: Store }): JSX.Element {
  const leds = store.leds.value;
  const size = store.size.value;
  const stats = store.stats.value;
  const live = store.phase.value === "live";
  const absence = store.inputAbsence.value;
  return (
    <footer class="footer" data-input={absence ?? "on"} data-fault={live && absence !== undefined && isFault(absence)}>
      <p class="capture" data-captured={absence === undefined || absence === "pointer"} data-testid="capture">
        {absence !== undefined && absence !== "no_link" && absence !== "no_control" && <KeyboardOffIcon />}
        <span>{captureText(store)}</span>
      </p>
      {live && <Held store={store} />}
      <div class="leds" role="group" aria-label={t("footer.keyboardLedsOfTheTarget")}>
        <Led name="Num" on={live && leds.num} />
        <Led name="Caps" on={live && leds.caps} />
        <Led name="Scroll" on={live && leds.scroll} />
      </div>
      {live && (
        <span class="fact" data-testid="usb" data-usb={store.usb.value ?? "unknown"}>
          {t("footer.usb", { state: usbText(store.usb.value) })}
        </span>
      )}
      {live && size !== undefined && (
        <span class="fact" data-testid="format">
          <bdi dir="ltr">
            {size.width} × {size.height}
          </bdi>
          {stats !== undefined && ` · ${t("footer.framesPerSecond", { frames: Math.round(stats.fps) })}`}
        </span>
      )}
      {store.version.value !== undefined && <span class="fact faint">v{store.version.value}</span>}
    </footer>
  );
}

/** A fault is shown over the picture too; the footer is where a user looks for what the keyboard does. */
function captureText(store: Store): JSX.Element | string {
  const absence = store.inputAbsence.value;
  if (absence === "no_link") {
    return "";
  }
  if (absence !== undefined) {
    return absenceText(absence, store.usb.value);
  }
  return (
    <Text
      of="footer.captured"
      with={{
        keys: (
          <>
            <kbd>Ctrl</kbd> <kbd>Alt</kbd> <kbd>Shift</kbd>
          </>
        ),
      }}
    />
  );
}

/** More names than these are counted. */
const MAX_HELD = 8;

/** What is held down on the target now. Not announced: it changes with each key. */
function Held({ store }: { store: Store }): JSX.Element {
  const names = heldNames(store.keysDown.value, store.buttonsDown.value);
  return (
    <div class="held" role="group" aria-label={t("footer.heldDownOnTheTarget")} data-testid="held" data-count={names.length}>
      {names.slice(0, MAX_HELD).map((name) => (
        <kbd key={name}>{name}</kbd>
      ))}
      {names.length > MAX_HELD && <span>+{names.length - MAX_HELD}</span>}
    </div>
  );
}

function usbText(state: string | undefined): string {
  switch (state) {
    case undefined:
      return t("common.unknown");
    case "configured":
      return t("usb.configured");
    default:
      return textNamed(`usb.${state.replace(" ", "_")}`) ?? state;
  }
}

function Led({ name, on }: { name: string; on: boolean }): JSX.Element {
  return (
    <span class="led" data-on={on} data-testid={`led-${name.toLowerCase()}`}>
      <span class="led-light" />
      {name}
      <span class="visually-hidden">{on ? t("footer.ledOn") : t("footer.ledOff")}</span>
    </span>
  );
}
