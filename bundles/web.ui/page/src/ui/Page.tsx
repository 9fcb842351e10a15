// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { Client } from "../connection/client";
import type { InputSink } from "../input/sink";
import type { Keyboard } from "../input/keyboard";
import type { Store } from "../store";
import type { Theme } from "../theme";
import { Announcer } from "./Announcer";
import { Foot } from "./Foot";
import { Keys } from "./Keys";
import { People } from "./People";
import { Stage } from "./Stage";
import { TopBar } from "./TopBar";

interface Props {
  readonly store: Store;
  readonly client: Client;
  readonly sink: InputSink;
  readonly keyboard: Keyboard;
  readonly theme: Theme;
}

export function Page({ store, client, sink, keyboard, theme }: Props): JSX.Element {
  const people = useSignal(window.matchMedia("(min-width: 60rem)").matches);
  const stats = useSignal(false);
  const keys = useSignal(false);
  const stage = useRef<HTMLElement>(null);
  const leave = useRef<HTMLButtonElement>(null);

  return (
    <div class="page" data-people={people.value}>
      <a class="skip" href="#screen">
        Skip to the screen
      </a>
      <TopBar
        store={store}
        theme={theme}
        people={people}
        stats={stats}
        keys={keys}
        keysButton={leave}
        onFullScreen={() => void fullScreen(stage.current)}
      />
      <main class="work">
        {keys.value && <Keys store={store} keyboard={keyboard} onClose={() => (keys.value = false)} />}
        <Stage
          store={store}
          client={client}
          sink={sink}
          keyboard={keyboard}
          stats={stats}
          stage={stage}
          onLetGo={() => leave.current?.focus()}
        />
        {people.value && <People store={store} />}
      </main>
      <Foot store={store} />
      <Announcer store={store} />
    </div>
  );
}

/** In full screen the browser can hand over even Escape and Alt + Tab, where it knows how. */
async function fullScreen(stage: HTMLElement | null): Promise<void> {
  if (document.fullscreenElement !== null) {
    await document.exitFullscreen();
    return;
  }
  try {
    await stage?.requestFullscreen();
    const keyboard = (navigator as Navigator & { keyboard?: { lock?: () => Promise<void> } }).keyboard;
    await keyboard?.lock?.();
  } catch {
    // Refused by the browser: the page stays as it is.
  }
}
