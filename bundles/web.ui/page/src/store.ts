// SPDX-License-Identifier: Apache-2.0

import { computed, signal } from "@preact/signals";
import { initial, type ConnectionState } from "./connection/machine";
import type { StreamStats } from "./connection/stats";
import type { Leds } from "./protocol/hidrpc";
import { Remarks } from "./remarks";
import { empty, holder, type House } from "./sessions/house";
import { remarks } from "./sessions/remarks";
import type { VideoInput } from "./target";

/** What the page knows. Written by the client and the input, read by the components. */
export class Store {
  readonly connection = signal<ConnectionState>(initial());
  /** Nothing comes through, but the link is not given up yet. */
  readonly interrupted = signal(false);

  /** Who is here and who may what. Changed by {@link update} alone, so that every change is told. */
  readonly house = signal<House>(empty());
  readonly remarks = new Remarks();
  /** Commands under way. */
  readonly busy = signal<ReadonlySet<string>>(new Set());
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
  readonly mode = computed(() => this.house.value.mode);
  readonly people = computed(() => this.house.value.people);
  /** A device that knows one client only never says so: then everybody controls. */
  readonly controls = computed(
    () => this.phase.value === "live" && (this.mode.value === "primary" || this.mode.value === "unknown"),
  );
  readonly primary = computed(() => holder(this.house.value));

  update(next: House): void {
    const before = this.house.value;
    this.house.value = next;
    remarks(before, next).forEach((remark) => this.remarks.say(remark));
  }

  /** The session is over: nothing of it stays on the screen. */
  leave(): void {
    this.house.value = empty();
    this.stream.value = undefined;
    this.size.value = undefined;
  }

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
