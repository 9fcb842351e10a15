// SPDX-License-Identifier: Apache-2.0
// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SETTINGS } from "../preview/settings";
import { show } from "../preview/states";
import { Commands } from "../src/connection/commands";
import { displayName, edidFault, plainHex, preferredMode } from "../src/edid";
import { RpcError } from "../src/protocol/jsonrpc";
import { Store } from "../src/store";
import { Theme } from "../src/theme";
import { SettingsDialog } from "../src/ui/settings/SettingsDialog";

const [FULL_HD, HD] = (SETTINGS["getEDIDPresets"] as readonly { edid: string }[]).map(({ edid }) => edid) as [string, string];

/** Changes bytes of an EDID, and its checksum with them. */
function changed(hex: string, bytes: Readonly<Record<number, number>>): string {
  const all = (hex.match(/../g) ?? []).map((digits, i) => bytes[i] ?? Number.parseInt(digits, 16));
  all[127] = -all.slice(0, 127).reduce((sum, byte) => sum + byte, 0) & 0xff;
  return all.map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

describe("an EDID", () => {
  it("of the device is sound and names itself and its mode", () => {
    expect([edidFault(FULL_HD), preferredMode(FULL_HD), displayName(FULL_HD)]).toEqual([undefined, { width: 1920, height: 1080, rate: 60 }, "Baton KVM"]);
    expect([edidFault(HD), preferredMode(HD), displayName(HD)]).toEqual([undefined, { width: 1280, height: 720, rate: 60 }, "BTN 0000"]);
  });
  it("may be pasted as a dump", () => {
    const dump = (FULL_HD.toLowerCase().match(/../g) ?? []).map((byte, i) => `0x${byte},${i % 16 === 15 ? "\n" : " "}`).join("");
    expect(plainHex(dump)).toBe(FULL_HD);
  });
  it("of a display with interlaced lines has all of them", () => {
    expect(preferredMode(changed(FULL_HD, { 59: 0x1c, 61: 0x20, 71: 0x80 }))?.height).toBe(2 * (0x1c | 0x200));
  });
  it("without a mode says so", () => expect(preferredMode(changed(FULL_HD, { 54: 0, 55: 0 }))).toBeUndefined());
  it.each([
    ["0G", { kind: "digits" }],
    ["00F", { kind: "digits" }],
    ["", { kind: "length", bytes: 0 }],
    [FULL_HD.slice(2), { kind: "length", bytes: 127 }],
    [FULL_HD.repeat(5), { kind: "length", bytes: 640 }],
    [changed(FULL_HD, { 0: 1 }), { kind: "header" }],
    [FULL_HD + HD, { kind: "extensions", said: 0, has: 1 }],
    [`${FULL_HD.slice(0, -2)}00`, { kind: "checksum", block: 0, is: 0 }],
    [changed(FULL_HD, { 126: 1 }) + HD.slice(0, -2) + "00", { kind: "checksum", block: 1, is: 0 }],
  ])("that is wrong is refused with what is wrong: %.8s", (hex, fault) => expect(edidFault(hex)).toMatchObject(fault));
});

describe("the display of the target", () => {
  let root: HTMLElement;
  let calls: [string, unknown][];
  let answers: Record<string, unknown>;
  let refused: string | undefined;
  const find = (id: string): HTMLElement | null => root.querySelector(`[data-testid="${id}"]`);
  const changes = (): readonly [string, unknown][] => calls.filter(([method]) => method.startsWith("set"));

  async function open(state: string): Promise<void> {
    const store = new Store(() => undefined);
    show(store, state);
    const call = (method: string, params: Readonly<Record<string, unknown>> = {}): Promise<unknown> => {
      calls.push([method, params]);
      return method === refused ? Promise.reject(new RpcError(-32000, "It does not work.", "unsupported")) : Promise.resolve(answers[method] ?? null);
    };
    await act(async () => {
      render(<SettingsDialog store={store} commands={new Commands(store, () => ({ call }), () => undefined)} theme={new Theme()} onClose={() => undefined} />, root);
      await Promise.resolve();
    });
    await settle();
    await act(() => find("tab-picture")?.click());
    await settle();
  }
  const settle = (): Promise<void> => act(() => new Promise<void>((done) => setTimeout(done, 0)));
  async function set(id: string, value: string | boolean): Promise<void> {
    const element = find(id);
    await act(() => {
      Object.assign(element ?? {}, typeof value === "boolean" ? { checked: value } : { value });
      element?.dispatchEvent(new Event(typeof value === "string" && element.tagName !== "SELECT" ? "input" : "change", { bubbles: true }));
    });
  }
  async function save(): Promise<void> {
    await act(() => find("display-save")?.click());
    await settle();
    await settle();
  }

  beforeEach(() => {
    root = document.createElement("div");
    document.body.append(root);
    calls = [];
    answers = { ...SETTINGS };
    refused = undefined;
    HTMLDialogElement.prototype.showModal = function () {
      this.open = true;
    };
  });
  afterEach(() => {
    render(null, root);
    root.remove();
    localStorage.clear();
  });

  it("is for administrators alone", async () => {
    await open("observing");
    expect(find("display-form")).toBeNull();
    expect(calls.map(([method]) => method)).not.toContain("getEDID");
  });
  it("says what the target sees, and that a change makes its picture blink", async () => {
    await open("admin");
    expect(find("display-now")?.textContent).toBe("The target sees “Baton KVM”, which prefers 1920×1080 at 60 Hz.");
    expect((find("display-edid") as HTMLSelectElement).value).toBe(FULL_HD);
    expect(root.textContent).toContain("goes away for a few seconds");
  });
  it("takes a preset, and sends only what was changed", async () => {
    await open("admin");
    await save();
    expect(changes()).toEqual([]);
    await set("display-edid", HD);
    answers["getEDID"] = HD;
    await save();
    expect(changes()).toEqual([["setEDID", { edid: HD }]]);
    expect(find("display-now")?.textContent).toContain("1280×720");
    await set("display-edid", "device");
    await save();
    expect(changes().at(-1)).toEqual(["setEDID", { edid: "" }]);
  });
  it("takes an own EDID, and says what is wrong with one before it is sent", async () => {
    await open("admin");
    await set("display-edid", "own");
    await set("display-hex", "00 11");
    await save();
    expect(find("display-form")?.textContent).toContain("An EDID has 1–4 blocks of 128 bytes; this one has 2 bytes.");
    await set("display-hex", `${FULL_HD.slice(0, -2)}00`);
    await save();
    expect(find("display-form")?.textContent).toContain("The checksum of block 0 is 00 and must be");
    expect(changes()).toEqual([]);
    const own = changed(FULL_HD, { 16: 7 });
    await set("display-hex", own);
    await save();
    expect(changes()).toEqual([["setEDID", { edid: own.toUpperCase() }]]);
  });
  it("lets the device sleep, and hides the display after its EDID is there", async () => {
    await open("admin");
    await set("display-sleeps", true);
    await set("display-seconds", "0");
    await save();
    expect(find("display-form")?.textContent).toContain("1–86,400 s");
    await set("display-seconds", "30");
    await set("display-hides", true);
    await set("display-edid", HD);
    await save();
    expect(changes()).toEqual([
      ["setEDID", { edid: HD }],
      ["setHostDisplayIdleMode", { enabled: true }],
      ["setVideoSleepMode", { duration: 30 }],
    ]);
  });
  it("says why the device refused, and sends nothing after that", async () => {
    await open("admin");
    refused = "setEDID";
    await set("display-edid", HD);
    await set("display-sleeps", true);
    await save();
    expect(find("display-form")?.textContent).toContain("It does not work.");
    expect(changes().map(([method]) => method)).toEqual(["setEDID"]);
  });
  it("does not offer to hide what cannot be hidden", async () => {
    answers["getHostDisplayIdleMode"] = { enabled: false };
    await open("admin");
    expect((find("display-hides") as HTMLInputElement).disabled).toBe(true);
    expect(root.textContent).toContain("This capture device cannot hide its display.");
  });
  it("is none where the picture does not come from a capture device", async () => {
    answers["getVideoSleepMode"] = { supported: false, enabled: false, duration: -1 };
    await open("admin");
    expect(find("display-absent")).not.toBeNull();
    expect(find("display-save")).toBeNull();
  });
});
