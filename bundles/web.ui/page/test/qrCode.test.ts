// SPDX-License-Identifier: Apache-2.0
import { expect, it } from "vitest";
import { qrCode } from "../src/login/qrCode";

const ADDRESS = "otpauth://totp/Baton:ann?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Baton";

/** Rows of 41 modules in hexadecimal; an independent reader decodes them to the address. */
const MODULES = [
  "1fcbfd0df7f", "105ae84f841", "174dac38d5d", "175b51c715d", "174e2c92c5d", "10503dcb941", "1fd5555557f",
  "00082492000", "1f7a61ce9aa", "1c9535f1771", "00f93483560", "190e70d70e8", "1ed926b2454", "0404f1c7991",
  "074f8eb4a04", "0a8257a57a2", "1cf683ece0c", "0396f90dbd3", "0978e84f8a8", "198dac28e28", "1ade71c718c",
  "1cb52492c3d", "1158bdc7d68", "1a3960d2469", "1ecd71cb801", "063a7185559", "1bf12583548", "0dba72f53c9",
  "03f9249064e", "1ab0714f1b3", "115f0ab4614", "148213a53b8", "127743e5bf5", "001ffa48d19", "1fd9f95eb50",
  "10498e39d19", "175c73c51f6", "1755ac9ac22", "1750358b858", "1051209269a", "1fdc7cd680c",
];

it("draws the modules of an address", () => {
  const rows = qrCode(ADDRESS)?.map((row) => Number.parseInt(row.map(Number).join(""), 2).toString(16).padStart(11, "0"));
  expect(rows).toEqual(MODULES);
});

it("holds 134 bytes", () => {
  expect(qrCode("ä".repeat(67))).toHaveLength(41);
  expect(qrCode(`${"ä".repeat(67)}a`)).toBeUndefined();
});
