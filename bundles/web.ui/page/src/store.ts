// SPDX-License-Identifier: Apache-2.0

import { computed, signal } from "@preact/signals";
import { initial, type ConnectionState } from "./connection/machine";
import type { PictureAge } from "./connection/pictureAge";
import type { StreamStats } from "./connection/stats";
import type { Disclosure } from "./disclosure";
import type { MediaState } from "./media";
import { inputAbsence } from "./input/inputState";
import { NO_KEYS, type KeysDown } from "./input/keyNames";
import type { FullScreenState } from "./input/fullScreen";
import type { LayoutName } from "./input/layouts";
import { DEFAULT_MOUSE, type MouseSettings } from "./input/mouseSettings";
import { WHOLE, type View } from "./input/zoom";
import { NotificationList } from "./notificationList";
import type { PendingNetwork } from "./network";
import type { PowerProvider } from "./power";
import type { Problem } from "./problem";
import type { Leds } from "./protocol/hidrpc";
import type { SerialState } from "./serial";
import { notificationsFor } from "./sessions/notifications";
import { controlHolder, emptySessionState, lossSettled, type SessionState } from "./sessions/sessionState";
import type { VideoInput } from "./target";

/** The session list follows a loss of control sooner than this. */
const LOSS_MILLIS = 1500;

/** The state of the page. Written by the client and the input, read by the components. */
export class Store {
  readonly connection = signal<ConnectionState>(initial());
  /** Why the device refused the view link with which the page was opened. */
  readonly linkRefusal = signal<Problem | undefined>(undefined);
  /** The device is not set up: the login view has its set-up. */
  readonly setUpNeeded = signal(false);
  /** No packets arrive, but the link is not given up yet. */
  readonly interrupted = signal(false);

  /** Changed by {@link update} alone, so that every change is notified. */
  readonly sessionState = signal<SessionState>(emptySessionState());
  readonly notifications: NotificationList;
  /** Names of the commands under way. */
  readonly busy = signal<ReadonlySet<string>>(new Set());
  /** Methods this device answered with "method not found": their controls stay hidden. */
  readonly unsupported = signal<ReadonlySet<string>>(new Set());

  readonly videoInput = signal<VideoInput | undefined>(undefined);
  /** The device cannot send video that this browser can decode. */
  readonly videoRejected = signal(false);
  readonly picture = signal<"none" | "playing" | "stalled">("none");
  readonly size = signal<{ readonly width: number; readonly height: number } | undefined>(undefined);
  readonly stream = signal<MediaStream | undefined>(undefined);
  readonly stats = signal<StreamStats | undefined>(undefined);
  /** Measured while the statistics are on show. */
  readonly pictureAge = signal<PictureAge | undefined>(undefined);
  /** The name of the device's encoder, once the statistics have asked. */
  readonly encoder = signal<string | undefined>(undefined);

  readonly usb = signal<string | undefined>(undefined);
  readonly leds = signal<Leds>({ num: false, caps: false, scroll: false });
  readonly hidReady = signal(false);
  /** A channel takes input, by HID-RPC or by calls. */
  readonly inputOpen = signal(false);
  /** The device's input answers. */
  readonly inputAnswering = signal(true);
  /** The keys that are down on the target, as the device reports them. */
  readonly keysDown = signal<KeysDown>(NO_KEYS);
  /** The mouse buttons that this page holds down, as the DOM's `buttons`. */
  readonly buttonsDown = signal(0);
  /** The device records the picture. */
  readonly recording = signal<Disclosure | undefined>(undefined);
  /** The device also sends the picture to another server. */
  readonly relay = signal<Disclosure | undefined>(undefined);
  /** What the target has in its drives; undefined until the device has told. */
  readonly media = signal<MediaState | undefined>(undefined);
  /** The power controls of the device; undefined on a device that tells none. */
  readonly power = signal<readonly PowerProvider[] | undefined>(undefined);
  /** A change of the network that waits for its confirmation; told to administrators. */
  readonly networkPending = signal<PendingNetwork | undefined>(undefined);
  /** How often the device told that its network has changed. */
  readonly networkTold = signal(0);
  /** The serial port; undefined on a device without one. */
  readonly serial = signal<SerialState | undefined>(undefined);
  /** The device gives administrators a shell. */
  readonly terminal = signal(false);
  readonly version = signal<string | undefined>(undefined);

  /** The screen has the focus and this session has control: keys go to the target. */
  readonly captured = signal(false);
  readonly windowFocused = signal(true);
  readonly mouse = signal<MouseSettings>(DEFAULT_MOUSE);
  readonly pointerMode = computed(() => this.mouse.value.mode);
  readonly pointerLocked = signal(false);
  /** The layout of the target's keyboard; undefined until it is chosen or the device has told it. */
  readonly layout = signal<LayoutName | undefined>(undefined);
  /** How much of the screen the page has, and whether all keys are its own. */
  readonly fullScreen = signal<FullScreenState>("off");
  /** The part of the picture that is shown. */
  readonly view = signal<View>(WHOLE);
  /** The keyboard of a phone is open for the target. */
  readonly softKeyboard = signal(false);
  /** A mouse can be locked here: a page for touch alone has none. */
  readonly lockable = signal(true);
  /** A short message over the picture. */
  readonly hint = signal<string | undefined>(undefined);

  readonly phase = computed(() => this.connection.value.phase);
  readonly mode = computed(() => this.sessionState.value.mode);
  /** A device with JetKVM's protocol alone knows no modes: its one client has control. */
  readonly controls = computed(
    () => this.phase.value === "live" && (this.mode.value === "primary" || this.mode.value === "unknown"),
  );
  readonly primary = computed(() => controlHolder(this.sessionState.value));
  /** Why keys do not reach the target now; undefined when they do. */
  readonly inputAbsence = computed(() =>
    inputAbsence({
      live: this.phase.value === "live",
      interrupted: this.interrupted.value,
      controls: this.controls.value,
      open: this.inputOpen.value,
      answering: this.inputAnswering.value,
      usb: this.usb.value,
      captured: this.captured.value,
      windowFocused: this.windowFocused.value,
      pointerLocked: this.pointerMode.value === "absolute" || this.pointerLocked.value || !this.lockable.value,
    }),
  );

  constructor(
    private readonly after: (callback: () => void, millis: number) => void = (callback, millis) =>
      void window.setTimeout(callback, millis),
  ) {
    this.notifications = new NotificationList(() => performance.now(), after);
  }

  update(next: SessionState): void {
    const before = this.sessionState.value;
    this.sessionState.value = next;
    notificationsFor(before, next).forEach((notification) => this.notifications.add(notification));
    if (next.lossPending && !before.lossPending) {
      this.after(() => this.settleLoss(), LOSS_MILLIS);
    }
  }

  /** The session has ended: nothing of it stays on the screen. */
  sessionEnded(): void {
    this.sessionState.value = emptySessionState();
    this.stream.value = undefined;
    this.size.value = undefined;
  }

  supports(method: string): boolean {
    return !this.unsupported.value.has(method);
  }

  markUnsupported(method: string): void {
    this.unsupported.value = new Set([...this.unsupported.value, method]);
  }

  private settleLoss(): void {
    if (this.sessionState.value.lossPending) {
      this.update(lossSettled(this.sessionState.value));
    }
  }

  /** The link is closed: nothing it reported holds any longer. */
  linkClosed(): void {
    this.interrupted.value = false;
    this.hidReady.value = false;
    this.inputOpen.value = false;
    this.inputAnswering.value = true;
    this.keysDown.value = NO_KEYS;
    this.buttonsDown.value = 0;
    this.captured.value = false;
    this.picture.value = "none";
    this.videoRejected.value = false;
    this.stats.value = undefined;
    this.usb.value = undefined;
    this.videoInput.value = undefined;
    this.recording.value = undefined;
    this.power.value = undefined;
    this.networkPending.value = undefined;
    this.relay.value = undefined;
    this.media.value = undefined;
    this.serial.value = undefined;
    this.terminal.value = false;
  }
}
