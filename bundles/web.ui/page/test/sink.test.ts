// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, it } from "vitest";
import { KeyQueue } from "../src/input/keyQueue";
import { InputSink, type InputLink } from "../src/input/sink";

class FakeLink implements InputLink {
  inputPath: "none" | "hid" | "rpc" = "none";
  readonly sent: string[] = [];
  readonly rpc = {
    call: (method: string, params: Readonly<Record<string, unknown>>): Promise<unknown> => {
      this.sent.push(`${method} ${JSON.stringify(params)}`);
      return Promise.resolve();
    },
  };
  sendHid(report: Uint8Array): void {
    this.sent.push([...report].join(" "));
  }
  sendPointer(report: Uint8Array): void {
    this.sendHid(report);
  }
}

describe("keys typed before the channels are open", () => {
  let link: FakeLink;
  let controls: boolean;
  let sink: InputSink;
  beforeEach(() => {
    link = new FakeLink();
    controls = true;
    sink = new InputSink(() => link, () => controls);
    sink.key(4, true);
    sink.key(5, true);
    sink.key(4, false);
    sink.key(5, false);
  });
  it("are sent in order when HID-RPC is ready", () => {
    expect(link.sent).toEqual([]);
    link.inputPath = "hid";
    sink.opened();
    expect(link.sent).toEqual(["5 4 1", "5 5 1", "5 4 0", "5 5 0"]);
  });
  it("are sent by JSON-RPC without HID-RPC", () => {
    link.inputPath = "rpc";
    sink.opened();
    expect(link.sent[0]).toBe('keypressReport {"key":4,"press":true}');
    expect(link.sent).toHaveLength(4);
  });
  it("are sent once", () => {
    link.inputPath = "hid";
    sink.opened();
    sink.opened();
    expect(link.sent).toHaveLength(4);
  });
  it("are dropped when control was lost, even if it returns", () => {
    controls = false;
    sink.discard();
    controls = true;
    link.inputPath = "hid";
    sink.opened();
    expect(link.sent).toEqual([]);
  });
  it("are not sent without control", () => {
    controls = false;
    link.inputPath = "hid";
    sink.opened();
    expect(link.sent).toEqual([]);
  });
  it("are released when everything is released meanwhile", () => {
    sink.key(6, true);
    sink.reset();
    link.inputPath = "hid";
    sink.opened();
    expect(link.sent.slice(4)).toEqual(["5 6 1", "5 6 0"]);
  });
  it("are sent before later keys", () => {
    link.inputPath = "hid";
    sink.opened();
    sink.key(6, true);
    expect(link.sent.at(-1)).toBe("5 6 1");
  });
});

it("queues no pointer reports", () => {
  const link = new FakeLink();
  const sink = new InputSink(() => link, () => true);
  sink.absolute(1, 2, 1);
  sink.wheel(0, 1);
  link.inputPath = "hid";
  sink.opened();
  expect(link.sent).toEqual([]);
});

it("drops presses when full, and takes the release of every queued press", () => {
  const queue = new KeyQueue();
  for (let i = 0; i < 100; i++) {
    queue.add(i, true);
  }
  for (let i = 0; i < 100; i++) {
    queue.add(i, false);
  }
  const taken = queue.drain();
  expect(taken).toHaveLength(128);
  expect(taken.filter(({ down }) => down).map(({ usage }) => usage)).toEqual(taken.filter(({ down }) => !down).map(({ usage }) => usage));
  expect(queue.drain()).toEqual([]);
});
