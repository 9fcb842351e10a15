// SPDX-License-Identifier: Apache-2.0

import type { JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Commands } from "../connection/commands";
import { t } from "../i18n/i18n";
import type { BoardKeys } from "../input/boardKeys";
import type { InputSink } from "../input/sink";
import type { Keyboard } from "../input/keyboard";
import { isFault, type InputAbsence } from "../input/inputState";
import { browserTimers, Pointer } from "../input/pointer";
import { TouchGestures } from "../input/touch";
import { Wheel } from "../input/wheel";
import { pinched, settled } from "../input/zoom";
import { usageOf } from "../protocol/usages";
import type { Store } from "../store";
import { viewOnlyHint } from "./connectionText";
import { SoftInput } from "./SoftInput";
import { touchTarget } from "./touchTarget";

const HINT_MILLIS = 4000;

interface Props {
  readonly store: Store;
  readonly sink: InputSink;
  readonly keyboard: Keyboard;
  readonly commands: Commands;
  readonly board: BoardKeys;
  readonly dimmed: boolean;
  readonly onRelease: () => void;
}

/**
 * The target's picture, as large as its aspect ratio allows. While it has the focus, keys go to the target; the chord
 * Ctrl + Alt + Shift moves the focus away.
 */
export function Screen({ store, sink, keyboard, commands, board, dimmed, onRelease }: Props): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  const screen = useRef<HTMLDivElement>(null);
  const pointer = useMemo(() => new Pointer(sink, undefined, (buttons) => (store.buttonsDown.value = buttons)), [sink, store]);
  const wheel = useMemo(() => new Wheel(sink, () => store.mouse.value), [sink, store]);
  const softField = useRef<HTMLTextAreaElement>(null);
  const touch = useMemo(
    () => new TouchGestures(touchTarget(store, pointer, wheel, screen, video, () => viewOnly()), () => store.pointerMode.value, browserTimers, () => performance.now()),
    [store, pointer, wheel],
  );
  const hintTimer = useRef<number | undefined>(undefined);
  const stream = store.stream.value;
  const size = store.size.value;
  const controls = store.controls.value;
  const view = store.view.value;
  const pointerMode = store.pointerMode.value;

  useEffect(() => {
    const element = video.current;
    if (element !== null && stream === undefined) {
      element.srcObject = null;
    } else if (element !== null && stream !== undefined) {
      element.srcObject = stream;
      element.play().catch(() => undefined);
    }
  }, [stream]);

  useEffect(() => {
    if (size !== undefined) {
      screen.current?.style.setProperty("--aspect", String(size.width / size.height));
    }
  }, [size]);

  useEffect(() => {
    const element = screen.current;
    const frame = element?.parentElement;
    if (element === null || frame === null || frame === undefined || typeof ResizeObserver === "undefined") {
      return undefined;
    }
    // A phone that is turned, or opens its keyboard, leaves another room for what is enlarged.
    const still = { x: 0, y: 0, distance: 1 };
    const observer = new ResizeObserver(() => {
      if (store.view.value.scale !== 1) {
        store.view.value = pinched(store.view.value, still, still, element.getBoundingClientRect(), frame.getBoundingClientRect());
      }
    });
    observer.observe(frame);
    return () => observer.disconnect();
  }, [store]);

  useEffect(() => {
    // Control can come while the focus is already here, and go while keys are held.
    store.captured.value = controls && screen.current?.contains(document.activeElement) === true;
    if (!controls) {
      releaseInput();
    }
  }, [controls]);

  useEffect(() => {
    touch.reset();
    pointer.release();
    leavePointerLock();
  }, [pointerMode]);

  useEffect(() => {
    const element = screen.current;
    const locked = (): void => {
      store.pointerLocked.value = document.pointerLockElement === element;
      // Escape ends the lock in the middle of a drag, and the pointerup that follows is not for the target.
      pointer.release();
    };
    // Not a passive listener: the page must not scroll while the target does.
    const turned = (event: WheelEvent): void => {
      if (store.controls.value) {
        event.preventDefault();
        wheel.turn(event);
      }
    };
    const away = (): void => {
      store.windowFocused.value = false;
      releaseInput();
    };
    const back = (): void => void (store.windowFocused.value = true);
    store.windowFocused.value = document.hasFocus();
    document.addEventListener("pointerlockchange", locked);
    window.addEventListener("blur", away);
    window.addEventListener("focus", back);
    element?.addEventListener("wheel", turned, { passive: false });
    return () => {
      document.removeEventListener("pointerlockchange", locked);
      window.removeEventListener("blur", away);
      window.removeEventListener("focus", back);
      element?.removeEventListener("wheel", turned);
    };
  }, [pointer, wheel]);

  const releaseInput = (): void => {
    keyboard.releaseAll();
    touch.reset();
    pointer.release();
    wheel.reset();
  };

  const hint = (text: string): void => {
    store.hint.value = text;
    window.clearTimeout(hintTimer.current);
    hintTimer.current = window.setTimeout(() => (store.hint.value = undefined), HINT_MILLIS);
  };

  const viewOnly = (): void =>
    hint(viewOnlyHint(store.mode.value, store.primary.value, store.sessionState.value.control.state === "vacant"));

  const keyDown = (event: KeyboardEvent): void => {
    if (isText(event)) {
      return;
    }
    if (store.controls.value) {
      event.preventDefault();
      event.stopPropagation();
      keyboard.keyDown(event);
    } else if (store.phase.value === "live" && event.key.length === 1 && !event.ctrlKey && !event.metaKey) {
      viewOnly();
    }
  };

  const keyUp = (event: KeyboardEvent): void => {
    if (!store.controls.value || isText(event)) {
      return;
    }
    event.preventDefault();
    if (keyboard.keyUp(event)) {
      releaseInput();
      leavePointerLock();
      screen.current?.blur();
      softField.current?.blur();
      onRelease();
    }
  };

  const moved = (event: PointerEvent): void => {
    if (event.pointerType === "touch") {
      touch.move(event.pointerId, { x: event.clientX, y: event.clientY });
      return;
    }
    const element = video.current;
    if (!store.controls.value || element === null) {
      return;
    }
    keyboard.releaseStaleModifiers(event);
    if (store.pointerMode.value === "relative") {
      pointer.relative(event, store.pointerLocked.value);
    } else {
      pointer.absolute(event, element.getBoundingClientRect());
    }
  };

  const lifted = (event: PointerEvent): void => {
    if (event.pointerType === "touch") {
      touch.up(event.pointerId);
      settleView();
    } else {
      moved(event);
    }
  };

  const ended = (event: PointerEvent): void => {
    if (event.pointerType === "touch") {
      touch.cancel(event.pointerId);
      settleView();
    } else {
      pointer.ended(event.pointerId);
    }
  };

  const settleView = (): void => void (store.view.value = settled(store.view.value));

  const pressed = (event: PointerEvent): void => {
    if (event.pointerType === "touch") {
      // The keyboard of a phone stays open, and no click follows that would move the focus.
      event.preventDefault();
      if (document.activeElement !== softField.current) {
        screen.current?.focus();
      }
      touch.down(event.pointerId, { x: event.clientX, y: event.clientY });
      return;
    }
    screen.current?.focus();
    if (!store.controls.value) {
      return;
    }
    event.preventDefault();
    if (store.pointerMode.value === "relative" && !store.pointerLocked.value) {
      pointer.lockRequested();
      void lockPointer(screen.current).then((locked) => {
        if (!locked) {
          hint(t("screen.theBrowserDidNotLockThe"));
        }
      });
      return;
    }
    if (store.pointerMode.value === "absolute") {
      screen.current?.setPointerCapture(event.pointerId);
    }
    moved(event);
  };

  return (
    <div class="frame" data-dimmed={dimmed} data-enlarged={view.scale !== 1}>
      <div
        id="screen"
        ref={screen}
        class="screen"
        role="application"
        tabIndex={0}
        aria-label={t("screen.theTargetsScreenWithTheFocus")}
        aria-roledescription={t("screen.remoteScreen")}
        data-testid="screen"
        data-captured={store.captured.value}
        data-pointer={store.pointerMode.value}
        data-input={inputSign(store.inputAbsence.value)}
        onFocus={() => (store.captured.value = store.controls.value)}
        onBlur={() => {
          store.captured.value = false;
          releaseInput();
        }}
        onKeyDown={keyDown}
        onKeyUp={keyUp}
        onPointerDown={pressed}
        onPointerMove={moved}
        onPointerUp={lifted}
        onPointerCancel={ended}
        onLostPointerCapture={ended}
        onContextMenu={(event) => event.preventDefault()}
      >
        <video
          ref={video}
          data-testid="video"
          autoPlay
          muted
          playsInline
          disablePictureInPicture
          style={view.scale === 1 ? "" : `transform: translate(${view.x}px, ${view.y}px) scale(${view.scale})`}
          onResize={(event) => sized(store, event.currentTarget)}
          onLoadedData={() => (store.picture.value = "playing")}
        />
        <SoftInput
          store={store}
          commands={commands}
          keyboard={keyboard}
          board={board}
          field={softField}
          onFocus={() => (store.captured.value = store.controls.value)}
          onBlur={() => {
            store.captured.value = false;
            releaseInput();
          }}
          hint={hint}
        />
      </div>
    </div>
  );
}

/** True for a key of a soft keyboard, which has no code: its text comes by the field's own events. */
function isText(event: KeyboardEvent): boolean {
  const soft = event.target instanceof HTMLTextAreaElement;
  // 229: the key is being handled by an input method.
  return soft && (event.isComposing || event.keyCode === 229 || usageOf(event.code) === undefined);
}

/** Phones have none of the Pointer Lock API. */
function leavePointerLock(): void {
  if (document.pointerLockElement instanceof Element) {
    (document as Partial<Document>).exitPointerLock?.();
  }
}

/** Returns false where the browser refuses. */
async function lockPointer(element: HTMLElement | null): Promise<boolean> {
  try {
    await element?.requestPointerLock();
    return true;
  } catch {
    return false;
  }
}

/** How the frame around the picture shows where keys go. */
function inputSign(absence: InputAbsence | undefined): "on" | "off" | "fault" | "none" {
  if (absence === undefined) {
    return "on";
  }
  return absence === "no_control" || absence === "no_link" ? "none" : isFault(absence) ? "fault" : "off";
}

function sized(store: Store, element: HTMLVideoElement): void {
  if (element.videoWidth > 0 && element.videoHeight > 0) {
    store.size.value = { width: element.videoWidth, height: element.videoHeight };
  }
}
