// SPDX-License-Identifier: Apache-2.0
import { expect, it } from "vitest";
import { rejects } from "../src/protocol/sdp";

const SESSION = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n";
const DATA = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:1\r\n";
const answer = (video: string): string => `${SESSION}${video}${DATA}`;

it.each([
  ["port 0", "m=video 0 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\na=inactive\r\n"],
  ["port 0 alone", "m=video 0 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\n"],
  ["inactive", "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\na=inactive\r\n"],
  ["no section at all", ""],
])("finds video rejected by %s", (_, video) => {
  expect(rejects(answer(video), "video")).toBe(true);
  expect(rejects(answer(video), "application")).toBe(false);
});

it("finds video accepted in a section that is sent", () => {
  expect(rejects(answer("m=video 41494 UDP/TLS/RTP/SAVPF 102 103\r\na=mid:0\r\na=sendonly\r\n"), "video")).toBe(false);
});
