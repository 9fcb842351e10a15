// SPDX-License-Identifier: Apache-2.0
// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Commands } from "../src/connection/commands";
import { DeviceEvents } from "../src/connection/deviceEvents";
import { initial } from "../src/connection/machine";
import { callOf, parsePowerStatus, parseWakeTargets } from "../src/power";
import { RpcError } from "../src/protocol/jsonrpc";
import { joined } from "../src/sessions/sessionState";
import { Store } from "../src/store";
import { PowerDialog } from "../src/ui/power/PowerDialog";

const PANEL = { kind: "gpio", name: "Front panel on gpiochip0", active: true, actions: ["power-short", "power-long", "reset"], on: true, disk: false };
const PLUG = { kind: "plug", name: "Socket", active: true, actions: ["on", "off"], on: false, volts: 230.4, watts: 12.5, restoreState: 2 };

let store: Store;
let events: DeviceEvents;
let calls: (readonly [string, unknown])[];
let answers: Map<string, unknown>;
let root: HTMLElement;

beforeEach(() => {
  vi.useFakeTimers();
  store = new Store();
  store.connection.value = { ...initial(), phase: "live", link: "up", socket: "open" };
  events = new DeviceEvents(store, () => undefined, () => undefined);
  calls = [];
  answers = new Map([["getWakeOnLanDevices", [{ name: "Desk", macAddress: "00:11:22:33:44:55" }]]]);
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
const click = (id: string): Promise<void> =>
  act(async () => {
    all(id)[0]?.click();
    await vi.advanceTimersByTimeAsync(0);
  });
const type = (id: string, value: string): void =>
  void act(() => {
    const input = all(id)[0] as HTMLInputElement;
    input.value = value;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
const acted = (): unknown[] => calls.filter(([method]) => !method.startsWith("get"));

async function open(mode: string, ...providers: unknown[]): Promise<void> {
  store.update(joined(store.sessionState.value, { sessionId: "me", mode, nickname: "Ann" }));
  events.event("powerStatus", { extension: "", providers });
  const rpc = {
    call: (method: string, params?: Readonly<Record<string, unknown>>): Promise<unknown> => {
      calls.push([method, params ?? {}]);
      const answer = answers.get(method);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  };
  const commands = new Commands(store, () => rpc, () => undefined);
  await act(async () => {
    render(<PowerDialog store={store} commands={commands} onClose={() => undefined} />, root);
    await vi.advanceTimersByTimeAsync(0);
  });
  // the list is asked for once the dialog is on show
  await act(async () => void (await vi.advanceTimersByTimeAsync(0)));
}

describe("the power of the target", () => {
  it("is read tolerantly", () => {
    expect(parsePowerStatus(undefined)).toEqual([]);
    expect(parsePowerStatus({ providers: [7, { kind: "x", actions: ["reset", "explode", 3] }] })).toEqual([
      { kind: "", name: "", active: false, competing: false, actions: [] },
      { kind: "x", name: "x", active: false, competing: false, actions: ["reset"] },
    ]);
    expect(callOf("off")).toEqual(["setDCPowerState", { enabled: false }]);
  });
  it("says that nothing is configured", async () => {
    await open("primary");
    expect(text("power-none")).toBe("No power control is configured on this device.");
    expect(all("power-reset")).toEqual([]);
  });
  it("presses the power button at once, and asks before it holds it", async () => {
    await open("primary", PANEL);
    expect(text("power-state")).toBe("On");
    expect(text("power-disk")).toBe("Disk idle");
    await click("power-power-short");
    expect(acted()).toEqual([["setATXPowerAction", { action: "power-short" }]]);
    expect(text("power-done")).toBe("The power button was pressed.");
    await click("power-power-long");
    expect(acted()).toHaveLength(1);
    await click("confirm-no");
    expect(acted()).toHaveLength(1);
    await click("power-power-long");
    await click("confirm-yes");
    expect(acted()[1]).toEqual(["setATXPowerAction", { action: "power-long" }]);
    await click("power-reset");
    await click("confirm-yes");
    expect(acted()[2]).toEqual(["setATXPowerAction", { action: "reset" }]);
  });
  it("follows what the device tells", async () => {
    await open("observer", PANEL);
    act(() => events.event("powerStatus", { providers: [{ ...PANEL, on: false, disk: true, problem: "The lines are gone." }] }));
    expect(text("power-state")).toBe("Off");
    expect(text("power-disk")).toBe("Disk busy");
    expect(text("power-problem")).toBe("The lines are gone.");
    act(() => events.event("powerStatus", { providers: [{ kind: "gpio", name: "x", active: true, actions: ["reset"] }] }));
    expect(text("power-state")).toBe("Power not known");
    expect(all("power-disk")).toEqual([]);
  });
  it("tells of two that do the same, and offers no button of the one that is not used", async () => {
    const second = { kind: "qmp", name: "Virtual machine", active: false, actions: ["reset"] };
    await open("primary", { ...PANEL, competing: true }, { ...second, competing: true });
    expect(text("power-unused")).toBe("Not used: another power control does the same. Choose one of them in the settings.");
    expect(all("power-reset")).toHaveLength(1);
    act(() => events.event("powerStatus", { providers: [PANEL, second] }));
    expect(text("power-unused")).toBe("Not used: another power control is chosen.");
  });
  it("shows what a supply measures, switches it and stores what it does after a power cut", async () => {
    await open("primary", PLUG);
    expect(text("power-measured")).toBe("230.4 V, 12.5 W");
    await click("power-on");
    expect(acted()).toEqual([["setDCPowerState", { enabled: true }]]);
    await click("power-off");
    await click("confirm-yes");
    expect(acted()[1]).toEqual(["setDCPowerState", { enabled: false }]);
    await act(async () => {
      const select = all("power-restore")[0] as HTMLSelectElement;
      select.value = "1";
      select.dispatchEvent(new Event("change", { bubbles: true }));
      await vi.advanceTimersByTimeAsync(0);
    });
    expect(acted()[2]).toEqual(["setDCRestoreState", { state: 1 }]);
  });
  it("has buttons only where calls go", async () => {
    await open("primary", PANEL, { ...PANEL, kind: "qmp", name: "Machine", active: false });
    expect(all("power-provider")).toHaveLength(2);
    expect(all("power-reset")).toHaveLength(1);
  });
  it("is shown to a session without control, which cannot act and is told why", async () => {
    await open("observer", PANEL, PLUG);
    expect(text("power-no-control")).toContain("Only the session in control");
    for (const id of ["power-power-short", "power-reset", "power-on", "power-off", "wake-send", "wake-edit", "wake-remove", "wake-add"]) {
      expect(all(id)[0]?.getAttribute("aria-disabled"), id).toBe("true");
      expect(all(id)[0]?.getAttribute("aria-describedby"), id).toBe("power-no-control");
      await click(id);
    }
    expect(acted()).toEqual([]);
    expect(all("confirm")).toEqual([]);
    expect(all("wake-form")).toEqual([]);
  });
  it("shows why the device refused", async () => {
    await open("primary", PANEL);
    answers.set("setATXPowerAction", new RpcError(-32000, "A button is pressed at this moment.", "busy"));
    await click("power-power-short");
    expect(root.querySelector("#power-error")?.textContent).toContain("A button is pressed at this moment.");
    expect(text("power-done")).toBe("");
  });
});

describe("the computers to wake", () => {
  it("are read tolerantly", () => {
    expect(parseWakeTargets({})).toEqual([]);
    expect(parseWakeTargets([5, { name: "a" }, { name: "b", macAddress: "m", broadcastIP: "" }])).toEqual([{ name: "b", macAddress: "m" }]);
  });
  it("are woken, and the page does not say that they are awake", async () => {
    await open("primary");
    expect(text("wake-row")).toContain("Desk");
    await click("wake-send");
    expect(acted()).toEqual([["sendWOLMagicPacket", { macAddress: "00:11:22:33:44:55" }]]);
    expect(text("wake-done")).toBe("The packet for Desk is sent.");
  });
  it("are added, changed and removed", async () => {
    await open("primary");
    await click("wake-add");
    type("wake-name", "Rack");
    type("wake-mac", "aa:bb:cc:dd:ee:f0");
    type("wake-broadcast", "192.0.2.255");
    await click("wake-save");
    const desk = { name: "Desk", macAddress: "00:11:22:33:44:55" };
    const rack = { name: "Rack", macAddress: "aa:bb:cc:dd:ee:f0", broadcastIP: "192.0.2.255" };
    expect(acted()).toEqual([["setWakeOnLanDevices", { params: { devices: [desk, rack] } }]]);
    expect(all("wake-form")).toEqual([]);
    await click("wake-edit");
    expect((all("wake-name")[0] as HTMLInputElement).value).toBe("Desk");
    type("wake-name", "Table");
    await click("wake-save");
    expect(acted()[1]).toEqual(["setWakeOnLanDevices", { params: { devices: [{ ...desk, name: "Table" }] } }]);
    await click("wake-remove");
    await click("confirm-yes");
    expect(acted()[2]).toEqual(["setWakeOnLanDevices", { params: { devices: [] } }]);
  });
  it("stay as they are when the device refuses, and the form stays open", async () => {
    await open("primary");
    answers.set("setWakeOnLanDevices", new RpcError(-32603, "Internal error", "device 2 must have a macAddress such as 00:11:22:33:44:55", "1a2b3c4d"));
    await click("wake-add");
    type("wake-name", "Rack");
    type("wake-mac", "x");
    await click("wake-save");
    expect(root.querySelector("#wake-error")?.textContent).toContain("device 2 must have a macAddress");
    expect(all("wake-form")).toHaveLength(1);
  });
});
