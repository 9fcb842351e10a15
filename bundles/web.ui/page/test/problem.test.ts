// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import errors from "../../../../docs/errors.md?raw";
import { parseProblem } from "../src/problem";
import { isKnownCode, problemReference, problemText } from "../src/ui/problemText";

describe("the text of a refusal", () => {
  it.each([
    ["that of the page for a bare reason", { code: "bad_password", message: "bad_password" }, "The password is wrong. Check name, password and the Caps Lock key."],
    ["that of the device, and what to do", { code: "capacity", message: "There are too many tokens" }, "There are too many tokens. Try again when one has ended."],
    ["that of the device alone where it says what to do", { code: "capacity", message: "There are too many tokens." }, "There are too many tokens."],
    ["that of the device for a code of newer firmware", { code: "new_code", message: "The moon is full." }, "The moon is full."],
    ["a general one for nothing", { code: "unknown", message: "" }, "The device refused this. Try again, or look into the log of the device."],
    ["that of the page's own checks", { message: "The two passwords differ." }, "The two passwords differ."],
  ])("is %s", (_, problem, text) => expect(problemText(problem)).toBe(text));
});

it("is found in the log of the device by its reference", () => {
  const problem = parseProblem({ code: "busy", error: "x y", correlationId: "0a1b2c3d", retryAfterMillis: 1000 });
  expect(problem).toEqual({ code: "busy", message: "x y", correlationId: "0a1b2c3d", retryAfterMillis: 1000 });
  expect(problemReference(problem)).toBe("busy · 0a1b2c3d");
  expect(problemReference({ message: "The two passwords differ." })).toBeUndefined();
});

it("has words for every code of docs/errors.md", () => {
  const codes = [...errors.matchAll(/^\| `([a-z_]+)` \|/gm)].map((match) => match[1] ?? "");
  expect(codes.length).toBeGreaterThan(40);
  expect(codes.filter((code) => !isKnownCode(code))).toEqual([]);
});
