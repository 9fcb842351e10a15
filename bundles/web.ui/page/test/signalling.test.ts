// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { decodeFrame, encodeAttach, encodeOffer, fromBase64, toBase64 } from "../src/protocol/signalling";

const answer = toBase64(JSON.stringify({ type: "answer", sdp: "v=0\r\n" }));

describe("frames to the device", () => {
  it("wraps the offer as JetKVM's clients do, with the client info beside it", () => {
    const frame = JSON.parse(encodeOffer("v=0\r\n", { resumeToken: "t", nickname: "Zoë" }));
    expect(frame.type).toBe("offer");
    expect(JSON.parse(fromBase64(frame.data.sd))).toEqual({ type: "offer", sdp: "v=0\r\n" });
    expect(frame.data.baton).toEqual({ resumeToken: "t", nickname: "Zoë" });
  });
  it("pads its base64", () => expect(toBase64("a")).toBe("YQ=="));
  it("survives any character", () => expect(fromBase64(toBase64("žß€😀"))).toBe("žß€😀"));
  it("attaches with the token", () =>
    expect(JSON.parse(encodeAttach("abc"))).toEqual({ type: "attach", data: { resumeToken: "abc" } }));
});

describe("frames from the device", () => {
  it("reads the metadata", () =>
    expect(decodeFrame('{"type":"device-metadata","data":{"deviceVersion":"1.0.0"}}')).toEqual({
      type: "metadata",
      deviceVersion: "1.0.0",
    }));
  it("reads an answer with the session grant", () =>
    expect(
      decodeFrame(JSON.stringify({ type: "answer", data: answer, sessionId: "s", mode: "primary", resumeToken: "r" })),
    ).toEqual({ type: "answer", sdp: "v=0\r\n", grant: { sessionId: "s", mode: "primary", resumeToken: "r" } }));
  it("reads a plain answer", () =>
    expect(decodeFrame(JSON.stringify({ type: "answer", data: answer }))).toMatchObject({ type: "answer", grant: {} }));
  it("reads a refusal with its reason and hint", () =>
    expect(
      decodeFrame('{"type":"error","error":"Full","data":{"code":"capacity","message":"All seats","retryAfterMillis":5}}'),
    ).toEqual({ type: "refused", refusal: { code: "capacity", message: "All seats", retryAfterMillis: 5 } }));
  it("reads JetKVM's bare error", () =>
    expect(decodeFrame('{"error":"nope"}')).toEqual({ type: "refused", refusal: { code: "error", message: "nope" } }));
  it("reads pong", () => expect(decodeFrame("pong").type).toBe("pong"));
  it.each(["", "{", "null", "3", "[]", '{"type":"x"}', '{"type":"answer","data":"%%%"}', '{"type":"answer","data":5}'])(
    "reads %j as unknown",
    (text) => expect(decodeFrame(text).type).toBe("unknown"),
  );
});
