// SPDX-License-Identifier: Apache-2.0
import { beforeEach, describe, expect, it } from "vitest";
import { Presses } from "../src/input/presses";
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
  it("wait, and go out in their order when HID-RPC is there", () => {
    expect(link.sent).toEqual([]);
    link.inputPath = "hid";
    sink.opened();
    expect(link.sent).toEqual(["5 4 1", "5 5 1", "5 4 0", "5 5 0"]);
  });
  it("go out by JSON-RPC where there is no HID-RPC", () => {
    link.inputPath = "rpc";
    sink.opened();
    expect(link.sent[0]).toBe('keypressReport {"key":4,"press":true}');
    expect(link.sent).toHaveLength(4);
  });
  it("go out once", () => {
    link.inputPath = "hid";
    sink.opened();
    sink.opened();
    expect(link.sent).toHaveLength(4);
  });
  it("are nothing any more once control was gone, even if it comes back", () => {
    controls = false;
    sink.forget();
    controls = true;
    link.inputPath = "hid";
    sink.opened();
    expect(link.sent).toEqual([]);
  });
  it("do not go out without control", () => {
    controls = false;
    link.inputPath = "hid";
    sink.opened();
    expect(link.sent).toEqual([]);
  });
  it("come up again when everything is let go of meanwhile", () => {
    sink.key(6, true);
    sink.reset();
    link.inputPath = "hid";
    sink.opened();
    expect(link.sent.slice(4)).toEqual(["5 6 1", "5 6 0"]);
  });
  it("come before what is typed then", () => {
    link.inputPath = "hid";
    sink.opened();
    sink.key(6, true);
    expect(link.sent.at(-1)).toBe("5 6 1");
  });
});

it("keeps no place of the pointer from before", () => {
  const link = new FakeLink();
  const sink = new InputSink(() => link, () => true);
  sink.absolute(1, 2, 1);
  sink.wheel(0, 1);
  link.inputPath = "hid";
  sink.opened();
  expect(link.sent).toEqual([]);
});

it("takes no more than its fill, but lets everything up that it took down", () => {
  const presses = new Presses();
  for (let i = 0; i < 100; i++) {
    presses.add(i, true);
  }
  for (let i = 0; i < 100; i++) {
    presses.add(i, false);
  }
  const taken = presses.take();
  expect(taken).toHaveLength(128);
  expect(taken.filter(({ down }) => down).map(({ usage }) => usage)).toEqual(taken.filter(({ down }) => !down).map(({ usage }) => usage));
  expect(presses.take()).toEqual([]);
});
