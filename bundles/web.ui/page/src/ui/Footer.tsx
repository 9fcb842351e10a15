// SPDX-License-Identifier: Apache-2.0

import type { JSX } from "preact";
import type { Store } from "../store";

export function Footer({ store }: { store: Store }): JSX.Element {
  const leds = store.leds.value;
  const size = store.size.value;
  const stats = store.stats.value;
  const live = store.phase.value === "live";
  return (
    <footer class="footer">
      <p class="capture" data-captured={store.captured.value} data-testid="capture">
        {captureText(store)}
      </p>
      <div class="leds" role="group" aria-label="Keyboard LEDs of the target">
        <Led name="Num" on={live && leds.num} />
        <Led name="Caps" on={live && leds.caps} />
        <Led name="Scroll" on={live && leds.scroll} />
      </div>
      {live && (
        <span class="fact" data-testid="usb" data-usb={store.usb.value ?? "unknown"}>
          USB {usbText(store.usb.value)}
        </span>
      )}
      {live && size !== undefined && (
        <span class="fact" data-testid="format">
          {size.width} × {size.height}
          {stats !== undefined && ` · ${Math.round(stats.fps)} fps`}
        </span>
      )}
      {store.version.value !== undefined && <span class="fact faint">v{store.version.value}</span>}
    </footer>
  );
}

function captureText(store: Store): JSX.Element | string {
  if (store.phase.value !== "live") {
    return "";
  }
  if (!store.controls.value) {
    return "Observing only";
  }
  if (!store.captured.value) {
    return "Click the screen or tab to it to type on the target";
  }
  return (
    <>
      Keys go to the target · press <kbd>Ctrl</kbd> <kbd>Alt</kbd> <kbd>Shift</kbd> together to release
    </>
  );
}

function usbText(state: string | undefined): string {
  switch (state) {
    case undefined:
      return "unknown";
    case "configured":
      return "connected";
    default:
      return state;
  }
}

function Led({ name, on }: { name: string; on: boolean }): JSX.Element {
  return (
    <span class="led" data-on={on} data-testid={`led-${name.toLowerCase()}`}>
      <span class="led-light" />
      {name}
      <span class="visually-hidden">{on ? " on" : " off"}</span>
    </span>
  );
}
