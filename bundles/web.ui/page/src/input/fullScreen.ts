// SPDX-License-Identifier: Apache-2.0

/** The Keyboard Lock API, where the browser has it: in full screen even Escape and Alt + Tab reach the page then. */
interface KeyboardLock {
  lock?(): Promise<void>;
  unlock?(): void;
}

export type FullScreenState = "off" | "plain" | "locked";

/** Full screen of one element, with the keyboard locked as far as the browser does that. */
export class FullScreen {
  constructor(
    private readonly changed: (state: FullScreenState) => void,
    private readonly page: Document = document,
    private readonly keyboard: KeyboardLock | undefined = (navigator as Navigator & { keyboard?: KeyboardLock }).keyboard,
  ) {}

  /** Enters or leaves full screen. Returns false where the browser refuses. */
  async toggle(element: HTMLElement | null): Promise<boolean> {
    if (this.page.fullscreenElement !== null && this.page.fullscreenElement !== undefined) {
      await this.page.exitFullscreen();
      return true;
    }
    try {
      // An iPhone has no such method.
      await element?.requestFullscreen({ navigationUI: "hide" });
    } catch {
      return false;
    }
    this.changed((await this.locked()) ? "locked" : "plain");
    return true;
  }

  /** Called at each change of the document: full screen also ends by Escape, or by the system. */
  documentChanged(): void {
    if (this.page.fullscreenElement === null || this.page.fullscreenElement === undefined) {
      this.keyboard?.unlock?.();
      this.changed("off");
    }
  }

  private async locked(): Promise<boolean> {
    if (this.keyboard?.lock === undefined) {
      return false;
    }
    try {
      await this.keyboard.lock();
      return true;
    } catch {
      return false;
    }
  }
}
