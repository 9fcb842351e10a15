// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { Client } from "../connection/client";
import type { Commands } from "../connection/commands";
import type { InputSink } from "../input/sink";
import type { Keyboard } from "../input/keyboard";
import type { Store } from "../store";
import type { Theme } from "../theme";
import { Announcer } from "./Announcer";
import { Ended } from "./Ended";
import { Foot } from "./Foot";
import { Keys } from "./Keys";
import { People } from "./People";
import { Stage } from "./Stage";
import { Toasts } from "./Toasts";
import { TopBar } from "./TopBar";
import { WaitingRoom } from "./WaitingRoom";

interface Props {
  readonly store: Store;
  readonly client: Client;
  readonly commands: Commands;
  readonly sink: InputSink;
  readonly keyboard: Keyboard;
  readonly theme: Theme;
}

export function Page({ store, client, commands, sink, keyboard, theme }: Props): JSX.Element {
  const people = useSignal(window.matchMedia("(min-width: 60rem)").matches);
  const stats = useSignal(false);
  const keys = useSignal(false);
  const stage = useRef<HTMLElement>(null);
  const leave = useRef<HTMLButtonElement>(null);

  const ended = store.phase.value === "ended";
  const atTheDoor = store.phase.value === "live" && store.mode.value === "pending";
  const inside = !ended && !atTheDoor;

  return (
    <div class="page" data-people={people.value && inside}>
      {inside && (
        <a class="skip" href="#screen">
          Skip to the screen
        </a>
      )}
      <TopBar
        store={store}
        commands={commands}
        theme={theme}
        inside={inside}
        people={people}
        stats={stats}
        keys={keys}
        keysButton={leave}
        onFullScreen={() => void fullScreen(stage.current)}
      />
      <main class="work">
        {ended && <Ended store={store} client={client} />}
        {atTheDoor && <WaitingRoom store={store} commands={commands} />}
        {inside && keys.value && <Keys store={store} keyboard={keyboard} onClose={() => (keys.value = false)} />}
        {inside && (
          <Stage
            store={store}
            client={client}
            commands={commands}
            sink={sink}
            keyboard={keyboard}
            stats={stats}
            stage={stage}
            onLetGo={() => leave.current?.focus()}
          />
        )}
        {inside && people.value && <People store={store} commands={commands} />}
        {!inside && <Toasts store={store} />}
      </main>
      {inside && <Foot store={store} />}
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
