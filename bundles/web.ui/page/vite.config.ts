// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from "vitest/config";

/** Where the device serves the page; `vite` alone is enough for work on the looks. */
const device = process.env["BATON_DEVICE"] ?? "http://127.0.0.1:8080";

export default defineConfig({
  base: "/static/",
  build: {
    outDir: process.env["BATON_PAGE_OUT"] ?? "../target/classes/static",
    emptyOutDir: true,
    assetsDir: "assets/immutable",
    // Everything is a file of its own: the content security policy admits no inline source.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
  },
  server: {
    proxy: {
      "/device": device,
      "/webrtc": { target: device, ws: true },
    },
  },
  test: { include: ["test/**/*.test.{ts,tsx}"] },
});
