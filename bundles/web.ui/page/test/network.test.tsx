// SPDX-License-Identifier: Apache-2.0
// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Commands } from "../src/connection/commands";
import { DeviceEvents } from "../src/connection/deviceEvents";
import { initial } from "../src/connection/machine";
import { RpcError } from "../src/protocol/jsonrpc";
import { joined } from "../src/sessions/sessionState";
import { Store } from "../src/store";
import { NetworkPanel } from "../src/ui/network/NetworkPanel";

const STATE = { interface_name: "eth0", hostname: "kvm", up: true, carrier: true, online: true, ipv4_addresses: ["192.0.2.7/24"], ipv4_gateway: "192.0.2.1", ipv6_addresses: [], dns_servers: ["192.0.2.53"] };
const SETTINGS = { hostname: "kvm", domain: "", ipv4_mode: "dhcp", ipv6_mode: "slaac", mdns_mode: "disabled", writable: true };

let store: Store;
let events: DeviceEvents;
let calls: (readonly [string, unknown])[];
let answers: Map<string, unknown>;
let root: HTMLElement;

beforeEach(() => {
  vi.useFakeTimers();
  store = new Store();
  store.connection.value = { ...initial(), phase: "live", link: "up", socket: "open" };
  store.update(joined(store.sessionState.value, { sessionId: "me", mode: "primary", nickname: "Ann" }));
  events = new DeviceEvents(store, () => undefined, () => undefined);
  calls = [];
  answers = new Map<string, unknown>([
    ["getNetworkState", STATE],
    ["getNetworkSettings", SETTINGS],
  ]);
  root = document.createElement("div");
  document.body.append(root);
});

afterEach(() => {
  render(null, root);
  root.remove();
  vi.useRealTimers();
});

const find = (id: string): HTMLElement | null => root.querySelector<HTMLElement>(`[data-testid="${id}"]`);
const text = (id: string): string => find(id)?.textContent ?? "";
const settle = (): Promise<void> =>
  act(async () => {
    await vi.advanceTimersByTimeAsync(0);
  });
const click = (id: string): Promise<void> =>
  act(async () => {
    find(id)?.click();
    await vi.advanceTimersByTimeAsync(0);
  });
const set = (id: string, value: string, event: "input" | "change"): void =>
  void act(() => {
    const field = find(id) as HTMLInputElement;
    field.value = value;
    field.dispatchEvent(new Event(event, { bubbles: true }));
  });

async function open(): Promise<void> {
  const rpc = {
    call: (method: string, params?: Readonly<Record<string, unknown>>): Promise<unknown> => {
      calls.push([method, params]);
      const answer = answers.get(method);
      return answer === undefined ? Promise.reject(new RpcError(-32000, "This device has no such thing.", "unsupported")) : Promise.resolve(answer);
    },
  };
  const commands = new Commands(store, () => rpc as never, () => undefined);
  act(() => render(<NetworkPanel store={store} commands={commands} />, root));
  await settle();
}

it("shows the state, and why nothing can be changed", async () => {
  answers.set("getNetworkSettings", { ...SETTINGS, writable: false, reason: "systemd-networkd does not run on this device." });
  await open();
  expect(text("network-state")).toContain("192.0.2.7/24");
  expect(text("network-readonly")).toContain("systemd-networkd does not run");
  expect(find("network-form")).toBeNull();
  expect(find("time-state")).toBeNull();
});

it("says what changes, and sends it once it differs", async () => {
  await open();
  await click("network-submit");
  expect(calls.some(([method]) => method === "setNetworkSettings")).toBe(false);
  set("network-ipv4-mode", "static", "change");
  set("network-ipv4-address", "192.0.2.9", "input");
  set("network-ipv4-netmask", "255.255.255.0", "input");
  set("network-ipv4-dns", "192.0.2.53, 192.0.2.54", "input");
  expect(text("network-changes")).toBe("IPv4: dhcp → 192.0.2.9 255.255.255.0 192.0.2.53 192.0.2.54");
  await act(async () => {
    find("network-form")?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
    await vi.advanceTimersByTimeAsync(0);
  });
  expect(calls.find(([method]) => method === "setNetworkSettings")?.[1]).toMatchObject({
    settings: { hostname: "kvm", ipv4_mode: "static", ipv4_static: { address: "192.0.2.9", dns: ["192.0.2.53", "192.0.2.54"] } },
  });
  expect(text("network-form-error")).toContain("no such thing");
});

it("asks whether to keep a change, and keeps or undoes it", async () => {
  answers.set("confirmNetworkSettings", {});
  await open();
  act(() => events.event("networkSettingsPending", { pending: true, secondsLeft: 60, byNickname: "Bob" }));
  await settle();
  expect(text("network-pending")).toContain("Bob changed the network. Keep these settings?");
  expect(find("network-form")).toBeNull();
  await click("network-pending-keep");
  await click("network-pending-undo");
  expect(calls.map(([method]) => method)).toEqual(expect.arrayContaining(["confirmNetworkSettings", "undoNetworkSettings"]));
  expect(text("network-pending-error")).toContain("no such thing");
  act(() => events.event("networkSettingsPending", { pending: false }));
  await settle();
  expect(find("network-pending")).toBeNull();
  expect(find("network-form")).not.toBeNull();
});

it("reads the state again when the device tells of a change", async () => {
  await open();
  answers.set("getNetworkState", { ...STATE, ipv4_addresses: ["198.51.100.7/24"] });
  act(() => events.event("networkState", {}));
  await settle();
  expect(text("network-state")).toContain("198.51.100.7/24");
});

it("warns of a clock that is not synchronised, and changes its settings", async () => {
  answers.set("getTimeState", { synchronised: false, enabled: true, zone: "Etc/UTC", servers: [], writable: true });
  answers.set("setTimeSettings", { synchronised: true, enabled: true, zone: "Europe/Paris", servers: [], writable: true });
  await open();
  expect(text("time-state")).toContain("not synchronised");
  set("time-zone", "Europe/Paris", "input");
  await act(async () => {
    find("time-zone")?.closest("form")?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
    await vi.advanceTimersByTimeAsync(0);
  });
  expect(calls.find(([method]) => method === "setTimeSettings")?.[1]).toEqual({ settings: { enabled: true, zone: "Europe/Paris", servers: [] } });
  expect(text("time-state")).toContain("Europe/Paris");
});
