// SPDX-License-Identifier: Apache-2.0

import type { JSX } from "preact";
import { useEffect, useMemo, useRef } from "preact/hooks";
import type { InputSink } from "../input/sink";
import type { Keyboard } from "../input/keyboard";
import { isFault, type InputAbsence } from "../input/inputState";
import { Pointer } from "../input/pointer";
import { Wheel } from "../input/wheel";
import type { Store } from "../store";
import { viewOnlyHint } from "./connectionText";

const HINT_MILLIS = 4000;

interface Props {
  readonly store: Store;
  readonly sink: InputSink;
  readonly keyboard: Keyboard;
  readonly dimmed: boolean;
  readonly onRelease: () => void;
}

/**
 * The target's picture, as large as its aspect ratio allows. While it has the focus, keys go to the target; the chord
 * Ctrl + Alt + Shift moves the focus away.
 */
export function Screen({ store, sink, keyboard, dimmed, onRelease }: Props): JSX.Element {
  const video = useRef<HTMLVideoElement>(null);
  const screen = useRef<HTMLDivElement>(null);
  const pointer = useMemo(() => new Pointer(sink, undefined, (buttons) => (store.buttonsDown.value = buttons)), [sink, store]);
  const wheel = useMemo(() => new Wheel(sink, () => store.mouse.value), [sink, store]);
  const hintTimer = useRef<number | undefined>(undefined);
  const stream = store.stream.value;
  const size = store.size.value;
  const controls = store.controls.value;
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
    // Control can come while the focus is already here, and go while keys are held.
    store.captured.value = controls && document.activeElement === screen.current;
    if (!controls) {
      releaseInput();
    }
  }, [controls]);

  useEffect(() => {
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
    pointer.release();
    wheel.reset();
  };

  const hint = (text: string): void => {
    store.hint.value = text;
    window.clearTimeout(hintTimer.current);
    hintTimer.current = window.setTimeout(() => (store.hint.value = undefined), HINT_MILLIS);
  };

  const keyDown = (event: KeyboardEvent): void => {
    if (store.controls.value) {
      event.preventDefault();
      event.stopPropagation();
      keyboard.keyDown(event);
    } else if (store.phase.value === "live" && event.key.length === 1 && !event.ctrlKey && !event.metaKey) {
      hint(viewOnlyHint(store.mode.value, store.primary.value, store.sessionState.value.control.state === "vacant"));
    }
  };

  const keyUp = (event: KeyboardEvent): void => {
    if (!store.controls.value) {
      return;
    }
    event.preventDefault();
    if (keyboard.keyUp(event)) {
      releaseInput();
      leavePointerLock();
      screen.current?.blur();
      onRelease();
    }
  };

  const moved = (event: PointerEvent): void => {
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

  const pressed = (event: PointerEvent): void => {
    screen.current?.focus();
    if (!store.controls.value) {
      return;
    }
    event.preventDefault();
    if (store.pointerMode.value === "relative" && !store.pointerLocked.value) {
      pointer.lockRequested();
      void lockPointer(screen.current).then((locked) => {
        if (!locked) {
          hint("The browser did not lock the mouse. Click the picture again.");
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
    <div class="frame" data-dimmed={dimmed}>
      <div
        id="screen"
        ref={screen}
        class="screen"
        role="application"
        tabIndex={0}
        aria-label="The target's screen. With the focus here, keys go to the target; press Control, Alt and Shift together to release the keyboard."
        aria-roledescription="remote screen"
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
        onPointerUp={moved}
        onPointerCancel={(event) => pointer.ended(event.pointerId)}
        onLostPointerCapture={(event) => pointer.ended(event.pointerId)}
        onContextMenu={(event) => event.preventDefault()}
      >
        <video
          ref={video}
          data-testid="video"
          autoPlay
          muted
          playsInline
          disablePictureInPicture
          onResize={(event) => sized(store, event.currentTarget)}
          onLoadedData={() => (store.picture.value = "playing")}
        />
      </div>
    </div>
  );
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
