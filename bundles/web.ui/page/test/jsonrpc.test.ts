// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, it } from "vitest";
import { RpcClient, RpcError } from "../src/protocol/jsonrpc";

let sent: { id: number; method: string; params: unknown }[];
let events: [string, unknown][];
let unsupported: string[];
let timers: Map<number, () => void>;
let rpc: RpcClient;

beforeEach(() => {
  sent = [];
  events = [];
  unsupported = [];
  timers = new Map();
  rpc = new RpcClient(
    (text) => sent.push(JSON.parse(text)),
    (method, params) => events.push([method, params]),
    (method) => unsupported.push(method),
    { set: (run) => (timers.set(timers.size + 1, run), timers.size), clear: (handle) => timers.delete(handle) },
  );
});

describe("calls", () => {
  it("match replies that come out of order", async () => {
    const first = rpc.call("getVideoState");
    const second = rpc.call("ping");
    rpc.receive(`{"jsonrpc":"2.0","result":"pong","id":${sent[1]?.id}}`);
    rpc.receive(`{"jsonrpc":"2.0","result":{"ready":true},"id":${sent[0]?.id}}`);
    expect(await second).toBe("pong");
    expect(await first).toEqual({ ready: true });
    expect(timers.size).toBe(0);
  });
  it("always carry named parameters and an id that is not zero", () => {
    void rpc.call("ping");
    expect(sent[0]).toMatchObject({ params: {}, id: 1 });
  });
  it("accept a reply without a result", async () => {
    const call = rpc.call("wheelReport", { wheelY: 1 });
    rpc.receive('{"jsonrpc":"2.0","id":1}');
    expect(await call).toBeUndefined();
  });
  it("remember what the device does not know", async () => {
    const call = rpc.call("requestPrimary");
    rpc.receive('{"jsonrpc":"2.0","error":{"code":-32601,"message":"Method not found"},"id":1}');
    await expect(call).rejects.toMatchObject({ code: -32601 });
    expect(unsupported).toEqual(["requestPrimary"]);
  });
  it("do not take a passing absence for good", async () => {
    const call = rpc.call("getVideoState");
    rpc.receive('{"jsonrpc":"2.0","error":{"code":-32000,"message":"x","data":{"code":"temporarily_unavailable"}},"id":1}');
    await expect(call).rejects.toBeInstanceOf(RpcError);
    expect(unsupported).toEqual([]);
  });
  it("give up after their time", async () => {
    const call = rpc.call("ping");
    timers.get(1)?.();
    await expect(call).rejects.toThrow("timeout");
  });
  it("fail when the channel closes", async () => {
    const call = rpc.call("ping");
    rpc.close();
    await expect(call).rejects.toThrow("closed");
  });
});

describe("events", () => {
  it("may carry a bare string", () => {
    rpc.receive('{"jsonrpc":"2.0","method":"usbState","params":"configured"}');
    expect(events).toEqual([["usbState", "configured"]]);
  });
  it.each(["", "{", "null", "7", '{"id":99,"result":1}', '{"id":"1"}'])("ignores %j", (text) => {
    rpc.receive(text);
    expect(events).toEqual([]);
  });
});
