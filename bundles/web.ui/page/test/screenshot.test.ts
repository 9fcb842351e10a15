// SPDX-License-Identifier: Apache-2.0

import { expect, it } from "vitest";
import { saveScreenshot } from "../src/screenshot";

const NOW = new Date(2026, 10, 3, 4, 5, 6);
const notSaved = (): void => {
  throw new Error("saved");
};

it("saves the picture under a name that sorts by time", async () => {
  const asked: string[] = [];
  const saved: [number, string][] = [];
  const problem = await saveScreenshot(
    NOW,
    (path) => {
      asked.push(path);
      return Promise.resolve(new Response(new Uint8Array([1, 2, 3])));
    },
    (file, name) => saved.push([file.size, name]),
  );
  expect(problem).toBeUndefined();
  expect(asked).toEqual(["/device/screenshot?format=png"]);
  expect(saved).toEqual([[3, "baton 2026-11-03 04-05-06.png"]]);
});

it("returns why there is no picture", async () => {
  const refused = new Response(JSON.stringify({ code: "no_signal", error: "Off." }), { status: 503 });
  expect(await saveScreenshot(NOW, () => Promise.resolve(refused), notSaved)).toMatchObject({ code: "no_signal", message: "Off." });
  const broken = new Response("<html>", { status: 502 });
  expect(await saveScreenshot(NOW, () => Promise.resolve(broken), notSaved)).toMatchObject({ code: "unknown" });
  expect(await saveScreenshot(NOW, () => Promise.reject(new Error("offline")), notSaved)).toMatchObject({ code: "unreachable" });
});
