// SPDX-License-Identifier: Apache-2.0
// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Commands } from "../src/connection/commands";
import { DeviceEvents } from "../src/connection/deviceEvents";
import { initial } from "../src/connection/machine";
import { parseFiles, parseMediaState } from "../src/media";
import { RpcError } from "../src/protocol/jsonrpc";
import { applyEvent } from "../src/sessions/sessionState";
import { Store } from "../src/store";
import { MediaDialog } from "../src/ui/media/MediaDialog";
import { secondsLeft, Uploader } from "../src/upload";

let store: Store;
let events: DeviceEvents;
let calls: string[];
let answers: Map<string, unknown>;
let root: HTMLElement;
let uploader: Uploader;
let requests: FakeRequest[];
let now: number;

const FILES = {
  files: [
    { filename: "rescue.iso", size: 5_242_880, createdAt: "2026-11-30T07:00:00Z", sha256: "ab".repeat(32) },
    { filename: "disk.img", size: 1024, createdAt: "2026-11-30T07:00:00Z" },
  ],
  incomplete: [{ filename: "half.iso", size: 2048, alreadyUploadedBytes: 1024, running: false }],
};
const MOUNTED = { available: true, mounted: true, source: "Storage", mode: "CDROM", filename: "rescue.iso", size: 5_242_880, readOnly: true, since: "2026-11-30T07:00:00Z", byNickname: "Ann" };

class FakeRequest {
  readonly upload: { onprogress?: (event: { loaded: number }) => void } = {};
  onload: () => void = () => undefined;
  onerror: () => void = () => undefined;
  onabort: () => void = () => undefined;
  status = 0;
  responseText = "";
  url = "";
  sent = -1;
  open(_: string, url: string): void {
    this.url = url;
  }
  setRequestHeader(): void {}
  send(body: Blob): void {
    this.sent = body.size;
  }
  abort(): void {
    this.onabort();
  }
  answer(status: number, body = "{}"): void {
    this.status = status;
    this.responseText = body;
    this.onload();
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  store = new Store();
  store.connection.value = { ...initial(), phase: "live", link: "up", socket: "open" };
  events = new DeviceEvents(store, () => undefined, () => undefined);
  calls = [];
  requests = [];
  now = 0;
  answers = new Map<string, unknown>([
    ["listStorageFiles", FILES],
    ["getStorageSpace", { bytesUsed: 1, bytesFree: 1_073_741_824 }],
    ["startStorageFileUpload", { alreadyUploadedBytes: 4, dataChannel: "upload_1" }],
  ]);
  root = document.createElement("div");
  document.body.append(root);
});

afterEach(() => {
  render(null, root);
  root.remove();
  vi.useRealTimers();
});

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

const open = async (state: unknown, mode = "primary"): Promise<void> => {
  const rpc = {
    call: (method: string, params: Readonly<Record<string, unknown>> = {}): Promise<unknown> => {
      calls.push(`${method} ${JSON.stringify(params)}`);
      const answer = answers.get(method);
      return answer instanceof RpcError ? Promise.reject(answer) : Promise.resolve(answer ?? {});
    },
  };
  const commands = new Commands(store, () => rpc, () => undefined);
  uploader = new Uploader({
    call: (method, params) => commands.callMedia(method, params),
    now: () => now,
    request: () => {
      const request = new FakeRequest();
      requests.push(request);
      return request as unknown as XMLHttpRequest;
    },
  });
  store.update(applyEvent(store.sessionState.value, "modeChanged", { mode, reason: "joined" }, 0));
  events.event("virtualMediaState", state);
  act(() => render(<MediaDialog store={store} commands={commands} uploader={uploader} onClose={() => undefined} />, root));
  await settle();
};

const file = (name: string, bytes: number): File => new File([new Uint8Array(bytes)], name);

describe("the dialog", () => {
  it("shows observers what is there, and lets them change nothing", async () => {
    await open(MOUNTED, "observer");
    expect(text("media-drive")).toContain("rescue.iso");
    expect(text("media-drive")).toContain("mounted by Ann");
    expect(all("media-row").length).toBe(2);
    expect(all("media-read-only").length).toBe(1);
    expect(["media-eject", "media-delete", "media-mount-cd", "media-drop", "media-url"].flatMap(all)).toEqual([]);
  });
  it("shows checksum, size and room", async () => {
    await open({ available: true, mounted: false });
    expect(all("media-sum").map((sum) => sum.textContent)).toEqual([`SHA-256 ${"ab".repeat(32)}`, "The checksum is being computed"]);
    expect(text("media-unfinished")).toContain("1.0 KiB of 2.0 KiB");
    expect(text("media-room")).toBe("1.0 GiB free");
  });
  it("mounts as a disc, or as a disk that may be written", async () => {
    await open({ available: true, mounted: false });
    await click("media-mount-cd");
    await click("media-writable");
    await click("media-mount-disk");
    expect(calls).toContain('mountWithStorage {"filename":"rescue.iso","mode":"CDROM"}');
    expect(calls).toContain('mountWithStorage {"filename":"rescue.iso","mode":"Disk","writable":true}');
  });
  it("offers force once the device refuses, and asks before", async () => {
    answers.set("unmountImage", new RpcError(-32000, "The target holds the medium.", "in_use"));
    await open(MOUNTED);
    expect(all("media-force")).toEqual([]);
    await click("media-eject");
    expect(text("media-error")).toContain("The target holds the medium.");
    await click("media-force");
    await click("confirm-yes");
    expect(calls.filter((call) => call.startsWith("unmountImage"))).toEqual(["unmountImage {}", 'unmountImage {"force":true}']);
  });
  it("deletes after a question only", async () => {
    await open({ available: true, mounted: false });
    await click("media-delete");
    await click("confirm-no");
    expect(calls.some((call) => call.startsWith("deleteStorageFile"))).toBe(false);
    await click("media-delete-unfinished");
    await click("confirm-yes");
    expect(calls).toContain('deleteStorageFile {"filename":"half.iso"}');
  });
  it("mounts nothing where the target has no drive", async () => {
    await open({ available: false, mounted: false });
    expect(all("media-unavailable").length).toBe(1);
    expect([...all("media-mount-cd"), ...all("media-url")]).toEqual([]);
  });
});

describe("an upload", () => {
  it("begins where the device is, and tells rate and time", async () => {
    await open({ available: true, mounted: false });
    await act(() => uploader.start(file("new.iso", 104)));
    expect(calls).toContain('startStorageFileUpload {"filename":"new.iso","size":104}');
    expect(requests[0]?.url).toBe("/storage/upload?uploadId=upload_1");
    expect(requests[0]?.sent).toBe(100);
    now = 1000;
    act(() => requests[0]?.upload.onprogress?.({ loaded: 50 }));
    expect(text("media-progress")).toContain("51 %, 54 bytes of 104 bytes, 50 bytes/s, 1 s left");
    act(() => requests[0]?.answer(200));
    await settle();
    expect(text("media-upload-done")).toBe("The image is on the device.");
    expect(uploader.running).toBe(false);
  });
  it("can be resumed with the same file after an interruption", async () => {
    await open({ available: true, mounted: false });
    await act(() => uploader.start(file("new.iso", 104)));
    act(() => requests[0]?.onerror());
    expect(text("media-upload-done")).toContain("interrupted");
    answers.set("startStorageFileUpload", { alreadyUploadedBytes: 54, dataChannel: "upload_2" });
    await click("media-resume");
    expect(requests[1]?.sent).toBe(50);
    act(() => requests[1]?.answer(403, '{"code":"not_in_control","error":"Only the session in control may do this."}'));
    expect(text("media-upload-error")).toContain("Only the session in control may do this.");
  });
  it("that is refused is not sent", async () => {
    answers.set("startStorageFileUpload", new RpcError(-32000, "The disk of the device has too little room.", "no_space"));
    await open({ available: true, mounted: false });
    await act(() => uploader.start(file("new.iso", 104)));
    expect(requests).toEqual([]);
    expect(text("media-upload-error")).toContain("too little room");
  });
  it("has no end in sight while nothing is measured", () => {
    expect(secondsLeft({ name: "a", bytes: 10, sent: 0, state: "running" })).toBeUndefined();
    expect(secondsLeft({ name: "a", bytes: 10, sent: 0, rate: 0, state: "running" })).toBeUndefined();
  });
});

describe("what the device answers", () => {
  it("is read without trust", () => {
    expect(parseMediaState(null)).toEqual({ available: false });
    expect(parseMediaState({ available: true, mounted: true })).toEqual({ available: true });
    expect(parseFiles({ files: [{ filename: "b.incomplete", size: 7, incomplete: true }] })).toEqual({ images: [], unfinished: [] });
    expect(parseFiles({ files: [1, { filename: "a" }], incomplete: "x" })).toEqual({ images: [{ name: "a", bytes: 0 }], unfinished: [] });
  });
});
