// SPDX-License-Identifier: Apache-2.0
/**
 * What the device test types for each layout of the page, by the page's own key maps, and the terminal's key map for it, made
 * from the same xkb layout by Debian's ckbcomp.
 *
 *     node layouts.mjs CKBCOMP OUTDIR      writes OUTDIR/NAME.kmap and OUTDIR/NAME.strokes
 *
 * NAME.strokes: the text, then for each stroke a line with the modifiers of its report and the usage of its key.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [ckbcomp, out] = process.argv.slice(2);
const page = new URL("../../bundles/web.ui/page/", import.meta.url);
const { transformWithOxc } = await import(pathToFileURL(createRequire(new URL("package.json", page)).resolve("vite")));

/** The kernel composes these with dead keys; for others it would need a table of its own. */
const COMPOSED = "àèìòùáéíóúâêîôûäëïöüãõñ";

/** ckbcomp has other characters for these. */
const OTHERWISE = "₽´";

async function load(path) {
  const source = readFileSync(new URL(`src/input/${path}`, page), "utf8");
  const { code } = await transformWithOxc(source, path);
  return { source, module: await import(`data:text/javascript;base64,${Buffer.from(code).toString("base64")}`) };
}

const { KeyMap } = (await load("keyMap.ts")).module;
mkdirSync(out, { recursive: true });
for (const file of readdirSync(new URL("src/input/layouts/", page)).filter((each) => each.endsWith(".ts"))) {
  const name = file.replace(".ts", "");
  const { source, module } = await load(`layouts/${file}`);
  const [, layout, variant] = /from (\w+)\(([^)]+)\) of xkeyboard-config/.exec(source);
  const map = new KeyMap(module.default);
  const characters = new Set(module.default.flatMap(([, levels]) => [...levels])
    .filter((each) => /[^\t\p{M}]/u.test(each) && !OTHERWISE.includes(each)));
  const direct = [...characters].filter((each) => map.strokes(each)?.length === 1);
  const composed = [...COMPOSED].filter((each) => map.strokes(each)?.length === 2);
  // without a blank at the end: it is easily overlooked in a report
  const text = [...direct.filter((each) => each !== " "), " ", ...composed, "."].join("");
  const strokes = [...text].flatMap((each) => map.strokes(each));
  const model = layout === "jp" ? "jp106" : "pc105";
  const options = ["-model", model, "-layout", layout, ...(variant === "basic" ? [] : ["-variant", variant])];
  writeFileSync(`${out}/${name}.kmap`, execFileSync("perl", [ckbcomp, ...options], { stdio: ["ignore", "pipe", "ignore"] }));
  writeFileSync(
    `${out}/${name}.strokes`,
    `${text}\n${strokes.map(({ modifiers, usage }) => `${modifiers} ${usage}\n`).join("")}`,
  );
}
