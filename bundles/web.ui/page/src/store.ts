// SPDX-License-Identifier: Apache-2.0

import { computed, signal } from "@preact/signals";
import { initial, type ConnectionState } from "./connection/machine";
import type { StreamStats } from "./connection/stats";
import type { Leds } from "./protocol/hidrpc";
import type { Person, SessionMode, VideoInput } from "./session";

/** What the page knows. Written by the client and the input, read by the components. */
export class Store {
  readonly connection = signal<ConnectionState>(initial());
  /** Nothing comes through, but the link is not given up yet. */
  readonly interrupted = signal(false);

  readonly sessionId = signal<string | undefined>(undefined);
  readonly mode = signal<SessionMode>("unknown");
  readonly nickname = signal<string | undefined>(undefined);
  readonly people = signal<readonly Person[]>([]);
  readonly revision = signal(-1);
  /** Methods this device answered with "method not found": their controls stay hidden. */
  readonly unsupported = signal<ReadonlySet<string>>(new Set());

  readonly videoInput = signal<VideoInput | undefined>(undefined);
  readonly picture = signal<"none" | "playing" | "stalled">("none");
  readonly size = signal<{ readonly width: number; readonly height: number } | undefined>(undefined);
  readonly stream = signal<MediaStream | undefined>(undefined);
  readonly stats = signal<StreamStats | undefined>(undefined);

  readonly usb = signal<string | undefined>(undefined);
  readonly leds = signal<Leds>({ num: false, caps: false, scroll: false });
  readonly hidReady = signal(false);
  readonly version = signal<string | undefined>(undefined);

  /** Keys typed now go to the target. */
  readonly captured = signal(false);
  readonly pointerMode = signal<"absolute" | "relative">("absolute");
  readonly pointerLocked = signal(false);
  /** A passing remark over the picture. */
  readonly hint = signal<string | undefined>(undefined);

  readonly phase = computed(() => this.connection.value.phase);
  /** A device that knows one client only never says so: then everybody controls. */
  readonly controls = computed(
    () => this.phase.value === "live" && (this.mode.value === "primary" || this.mode.value === "unknown"),
  );
  readonly primary = computed(() => this.people.value.find((person) => person.mode === "primary"));

  supports(method: string): boolean {
    return !this.unsupported.value.has(method);
  }

  markUnsupported(method: string): void {
    this.unsupported.value = new Set([...this.unsupported.value, method]);
  }

  /** The link is gone: nothing it reported holds any longer. */
  linkGone(): void {
    this.interrupted.value = false;
    this.hidReady.value = false;
    this.captured.value = false;
    this.picture.value = "none";
    this.stats.value = undefined;
    this.usb.value = undefined;
    this.videoInput.value = undefined;
  }
}
