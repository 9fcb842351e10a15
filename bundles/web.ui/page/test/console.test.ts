// SPDX-License-Identifier: Apache-2.0
// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from "vitest";
import { parsePorts, parseSerialSettings, parseSerialState, remembered } from "../src/serial";
import { coloursFor } from "../src/ui/console/colours";
import { adaptSpans, policyDocument, withoutStyleElements } from "../src/ui/console/policyDocument";

describe("the state of the serial port", () => {
  it("is what the device tells", () => {
    expect(parseSerialState({ enabled: true, open: false, device: "/dev/ttyS1", fault: "no permission" })).toEqual({
      enabled: true,
      open: false,
      device: "/dev/ttyS1",
      fault: "no permission",
    });
  });
  it("is none on a device without a port", () => expect([parseSerialState(undefined), parseSerialState({ open: true })]).toEqual([undefined, undefined]));
  it("has the ports that are texts", () => expect([parsePorts({ ports: ["/dev/ttyS0", 1] }), parsePorts(null)]).toEqual([["/dev/ttyS0"], []]));
});

describe("the settings of the serial port", () => {
  it("are read from newer and older firmware", () => {
    expect(parseSerialSettings({ baudRate: 9600, stopBits: "2" })).toMatchObject({ baudRate: 9600, stopBits: "2", dataBits: 8 });
    expect(parseSerialSettings({ baudRate: "57600", dataBits: "7", stopBits: 1 })).toMatchObject({ baudRate: 57600, dataBits: 7, stopBits: "1" });
  });
  it("have the buttons in their order", () => {
    const button = (label: string, sort: number): unknown => ({ id: label, label, command: "x", terminator: { label: "", value: "" }, sort });
    expect(parseSerialSettings({ buttons: [button("b", 2), button("a", 1)] }).buttons.map(({ label }) => label)).toEqual(["a", "b"]);
  });
  it("are those of a new port where the device tells none", () => expect(parseSerialSettings(null)).toMatchObject({ baudRate: 115200, parity: "none" }));
});

it("remembers each command once, the newest last, and not more than the device keeps", () => {
  expect(remembered(["a", "b"], "a")).toEqual(["b", "a"]);
  expect(remembered(Array.from({ length: 100 }, (_, i) => `c${i}`), "new")).toHaveLength(100);
});

it("has the colours of the page's theme", () => {
  expect(coloursFor("system", true)).toEqual(coloursFor("dark", false));
  expect(coloursFor("system", false)).toEqual(coloursFor("light", true));
  expect(coloursFor("light", true)).not.toEqual(coloursFor("dark", true));
});

describe("the document for xterm.js", () => {
  afterEach(() => void (document.adoptedStyleSheets = []));

  it("makes style sheets of style elements", () => {
    const made = policyDocument(document);
    expect(made.body).toBe(document.body);
    const style = made.createElement("style");
    style.textContent = "span { color: red }";
    document.body.append(style);
    expect(style.tagName).toBe("SPAN");
    expect(style.hidden).toBe(true);
    expect(document.adoptedStyleSheets).toHaveLength(1);
    expect(document.querySelectorAll("style")).toHaveLength(0);
    style.remove();
    expect(document.adoptedStyleSheets).toHaveLength(0);
  });
  it("lends its style sheets to the page's own for a task only", () => {
    let inside = "";
    withoutStyleElements(document, () => (inside = document.createElement("style").tagName));
    expect(inside).toBe("SPAN");
    expect(document.createElement("style").tagName).toBe("STYLE");
  });
  it("sets the style of spans that the page's own document makes while a terminal is open", () => {
    const first = adaptSpans(document);
    const second = adaptSpans(document);
    let inside = "";
    withoutStyleElements(document, () => (inside = document.createElement("style").tagName));
    expect(inside).toBe("SPAN");
    first();
    first();
    const span = document.createElement("span");
    expect(Object.hasOwn(span, "setAttribute")).toBe(true);
    // the style of happy-dom would write the attribute again
    Object.defineProperty(span, "style", { value: { cssText: "" } });
    span.setAttribute("style", "color:#ff6400;");
    span.setAttribute("title", "x");
    expect([span.style.cssText, span.getAttribute("style"), span.title]).toEqual(["color:#ff6400;", null, "x"]);
    expect(document.createElement("style").tagName).toBe("STYLE");
    expect(Object.hasOwn(document.createElement("div"), "setAttribute")).toBe(false);
    second();
    expect(Object.hasOwn(document, "createElement")).toBe(false);
  });
});
