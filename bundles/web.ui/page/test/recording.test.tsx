// SPDX-License-Identifier: Apache-2.0
// @vitest-environment happy-dom
import { render } from "preact";
import type { JSX } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Commands } from "../src/connection/commands";
import { DeviceEvents } from "../src/connection/deviceEvents";
import { initial } from "../src/connection/machine";
import { RpcError } from "../src/protocol/jsonrpc";
import { formatSize } from "../src/i18n/i18n";
import { downloadPath, lengthText, parseRecordings } from "../src/recordings";
import { Store } from "../src/store";
import { DisclosureSigns } from "../src/ui/DisclosureSigns";
import { RecordingDialog } from "../src/ui/RecordingDialog";

let store: Store;
let events: DeviceEvents;
let calls: string[];
let answers: Map<string, unknown>;
let root: HTMLElement;

const LIST = {
  recordings: [
    { name: "20261130-070000Z.mp4", at: "2026-11-30T07:00:00Z", seconds: 3725, bytes: 5_242_880, width: 1280, height: 720, state: "complete" },
    { name: "20261129-070000Z.unfinished.mp4", at: "2026-11-29T07:00:00Z", seconds: 5, bytes: 2048, width: 1280, height: 720, state: "unfinished" },
  ],
  count: 2,
  bytes: 5_244_928,
  maxBytes: 17_179_869_184,
  freeBytes: 1_073_741_824,
};

beforeEach(() => {
  vi.useFakeTimers();
  store = new Store();
  store.connection.value = { ...initial(), phase: "live", link: "up", socket: "open" };
  events = new DeviceEvents(store, () => undefined, () => undefined);
  calls = [];
  answers = new Map([["listRecordings", LIST]]);
  root = document.createElement("div");
  document.body.append(root);
});

afterEach(() => {
  render(null, root);
  root.remove();
  vi.useRealTimers();
});

const show = (what: JSX.Element): void => void act(() => render(what, root));
const all = (id: string): HTMLElement[] => [...root.querySelectorAll<HTMLElement>(`[data-testid="${id}"]`)];
const text = (id: string): string => all(id).map((element) => element.textContent).join(" ");
const settle = (): Promise<void> =>
  act(async () => {
    await vi.advanceTimersByTimeAsync(0);
  });
const click = (id: string): Promise<void> =>
  act(async () => {
    all(id)[0]?.click();
    await vi.advanceTimersByTimeAsync(0);
  });

describe("the signs", () => {
  beforeEach(() => show(<DisclosureSigns store={store} />));

  it("say who records and since when, as long as the device does", () => {
    expect(all("recording-sign")).toEqual([]);
    act(() => events.event("recordingState", { recording: true, since: "2026-11-30T07:00:00Z", byNickname: "Ann" }));
    expect(text("recording-sign")).toContain("Recording by Ann since ");
    expect(root.querySelectorAll("button")).toHaveLength(0);
    act(() => events.event("recordingState", { recording: false }));
    expect(all("recording-sign")).toEqual([]);
  });
  it("name the host that the picture is also sent to", () => {
    act(() => events.event("relayState", { relaying: true, destination: "media.example" }));
    expect(text("relay-sign")).toContain("Also sent to media.example");
    act(() => events.event("relayState", { relaying: false }));
    expect(all("relay-sign")).toEqual([]);
  });
  it("are there for a recorder without a name, and go with the link", () => {
    act(() => events.event("recordingState", { recording: true, since: "never", byNickname: "" }));
    expect(text("recording-sign")).toBe("Recording");
    act(() => store.linkClosed());
    expect(all("recording-sign")).toEqual([]);
  });
});

describe("the dialog", () => {
  beforeEach(async () => {
    const rpc = {
      call: (method: string, params: Readonly<Record<string, unknown>> = {}): Promise<unknown> => {
        calls.push(`${method} ${JSON.stringify(params)}`);
        const answer = answers.get(method);
        return answer instanceof RpcError ? Promise.reject(answer) : Promise.resolve(answer ?? {});
      },
    };
    const commands = new Commands(store, () => rpc, () => undefined);
    show(<RecordingDialog store={store} commands={commands} onClose={() => undefined} />);
    await settle();
  });

  it("lists length, size and state, and leads to each file", () => {
    expect(all("recording-row").map((row) => row.dataset["state"])).toEqual(["complete", "unfinished"]);
    expect(text("recording-row")).toContain("1:02:05, 5.0 MiB, 1280 × 720");
    expect(text("recording-row")).toContain("interrupted, ends early");
    expect(all("recording-download")[0]?.getAttribute("href")).toBe("/device/recordings/20261130-070000Z.mp4");
    expect(text("recording-room")).toBe("5.0 MiB of 16.0 GiB used, 1.0 GiB free on the disk");
  });
  it("starts, and stops while the device records", async () => {
    await click("recording-start");
    act(() => events.event("recordingState", { recording: true }));
    await settle();
    expect(all("recording-start")).toEqual([]);
    await click("recording-stop");
    expect(calls).toContain("startRecording {}");
    expect(calls).toContain("stopRecording {}");
  });
  it("says why the device refuses", async () => {
    answers.set("startRecording", new RpcError(-32000, "The disk has 3 MiB left, and 512 MiB have to stay free.", "not_allowed"));
    await click("recording-start");
    expect(text("recording-error")).toContain("The disk has 3 MiB left");
    expect(text("recording-done")).toBe("");
  });
  it("deletes after a question only", async () => {
    await click("recording-delete");
    expect(calls.some((call) => call.startsWith("deleteRecording"))).toBe(false);
    await click("confirm-no");
    await click("recording-delete");
    await click("confirm-yes");
    expect(calls).toContain('deleteRecording {"name":"20261130-070000Z.mp4"}');
  });
});

describe("what the device answers", () => {
  it("is read without trust", () => {
    expect(parseRecordings(null).list).toEqual([]);
    expect(parseRecordings({ recordings: [1, { name: "a.mp4", state: "odd" }] }).list).toEqual([
      { name: "a.mp4", seconds: 0, bytes: 0, width: 0, height: 0, state: "complete" },
    ]);
    expect(downloadPath("../x")).toBe("/device/recordings/..%2Fx");
  });
  it("is shown in units", () => {
    expect([0, 1023, 1536, 104_857_600].map(formatSize)).toEqual(["0 bytes", "1,023 bytes", "1.5 KiB", "100 MiB"]);
    expect([0, 59.6, 3600].map(lengthText)).toEqual(["0:00:00", "0:01:00", "1:00:00"]);
  });
});
