// SPDX-License-Identifier: Apache-2.0
// A client of the image test. It trusts any certificate: the device's own is not known to this machine.
//   wait URL SECONDS                   polls until URL answers 200; prints the milliseconds that this took
//   get URL [COOKIE]                   prints the status and the body
//   post URL JSON [COOKIE]             prints the status and the cookie that was set
//   socket URL [COOKIE]                opens a WebSocket (RFC 6455); prints the first text message
//   time udp://ADDRESS:PORT [SECONDS]  is a time server (RFC 5905) with the clock of this machine, or one that is so far ahead
//   serve URL FILE                     is a web server that has FILE, whole or in ranges (RFC 9110, section 14)
import { createHash, randomBytes } from "node:crypto";
import { createSocket } from "node:dgram";
import { createReadStream, statSync } from "node:fs";
import * as http from "node:http";
import * as https from "node:https";

const [command, address, ...rest] = process.argv.slice(2);
const url = new URL(address);
const protocol = url.protocol === "https:" ? https : http;

function request(method, cookie, headers, body) {
  return new Promise((resolve, reject) => {
    const options = { method, rejectUnauthorized: false, agent: false, timeout: 30000, headers: { ...headers } };
    if (cookie) options.headers.Cookie = cookie;
    const sent = protocol.request(url, options, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part) => (text += part));
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    sent.on("timeout", () => sent.destroy(new Error("no answer within 30 s")));
    sent.on("upgrade", (response, socket, head) => resolve({ status: 101, headers: response.headers, socket, head }));
    sent.on("error", reject);
    sent.end(body);
  });
}

async function wait(seconds) {
  const begun = performance.now();
  for (;;) {
    try {
      const { status } = await request("GET", "", {});
      if (status === 200) return console.log(Math.round(performance.now() - begun));
    } catch {
      // not yet
    }
    if (performance.now() - begun > seconds * 1000) throw new Error(`${url} does not answer 200 after ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function socket(cookie) {
  const key = randomBytes(16).toString("base64");
  const upgrade = { Connection: "Upgrade", Upgrade: "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": key };
  const { status, headers, socket, head, text } = await request("GET", cookie, { ...upgrade, Origin: url.origin });
  if (status !== 101) throw new Error(`no WebSocket: ${status} ${text}`);
  const expected = createHash("sha1").update(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest("base64");
  if (headers["sec-websocket-accept"] !== expected) throw new Error("wrong Sec-WebSocket-Accept");
  let data = head;
  while (data.length < 2 || data.length < frame(data).end) {
    data = Buffer.concat([data, await new Promise((resolve, reject) => {
      socket.once("data", resolve);
      socket.once("close", () => reject(new Error("closed before a message")));
      setTimeout(() => reject(new Error("no message within 10 s")), 10000).unref();
    })]);
  }
  const { begin, end } = frame(data);
  console.log(data.subarray(begin, end).toString());
  socket.destroy();
}

// where the payload of the first frame, which a server does not mask, begins and ends
function frame(data) {
  const short = data[1] & 0x7f;
  if (short < 126) return { begin: 2, end: 2 + short };
  if (data.length < 4) return { begin: 4, end: Infinity };
  return { begin: 4, end: 4 + data.readUInt16BE(2) };
}

// seconds since 1900 and their fraction
function ntpTime(into, at, milliseconds) {
  into.writeUInt32BE(Math.floor(milliseconds / 1000) + 2208988800, at);
  into.writeUInt32BE(Math.floor(((milliseconds % 1000) / 1000) * 2 ** 32), at + 4);
}

function timeServer(ahead) {
  const now = () => Date.now() + ahead * 1000;
  const server = createSocket("udp4");
  server.on("message", (asked, from) => {
    if (asked.length < 48) return;
    const answer = Buffer.alloc(48);
    // version 4, a server of stratum 2 that follows one with the name TEST
    answer.set([0x24, 2, asked[2], 0xec]);
    answer.write("TEST", 12);
    ntpTime(answer, 16, now());
    asked.copy(answer, 24, 40, 48);
    ntpTime(answer, 32, now());
    ntpTime(answer, 40, now());
    server.send(answer, from.port, from.address);
  });
  server.bind(Number(url.port), url.hostname);
}

function serve(file) {
  http.createServer((asked, answer) => {
    const size = statSync(file).size;
    const [, begin, end] = /^bytes=(\d+)-(\d*)$/.exec(asked.headers.range ?? "") ?? [];
    const first = Number(begin ?? 0);
    const last = Math.min(end ? Number(end) : Infinity, size - 1);
    const headers = { "Accept-Ranges": "bytes", "Content-Length": last - first + 1, ETag: '"1"' };
    if (begin) headers["Content-Range"] = `bytes ${first}-${last}/${size}`;
    answer.writeHead(begin ? 206 : 200, headers);
    if (asked.method === "HEAD") return answer.end();
    console.log(`${first}-${last}`);
    createReadStream(file, { start: first, end: last }).pipe(answer);
  }).listen(Number(url.port), url.hostname);
}

try {
  if (command === "time") timeServer(Number(rest[0] ?? 0));
  else if (command === "serve") serve(rest[0]);
  else if (command === "wait") await wait(Number(rest[0]));
  else if (command === "socket") await socket(rest[0]);
  else if (command === "get") {
    const { status, text } = await request("GET", rest[0], {});
    console.log(`${status} ${text}`);
  } else if (command === "post") {
    const { status, headers, text } = await request("POST", rest[1], { "Content-Type": "application/json", Origin: url.origin }, rest[0]);
    const cookies = (headers["set-cookie"] ?? []).map((cookie) => cookie.split(";")[0]);
    console.log(status === 200 ? `200 ${cookies.join("; ")}` : `${status} ${text}`);
  } else throw new Error(`unknown command ${command}`);
} catch (error) {
  console.error(`probe: ${error.message}`);
  process.exitCode = 1;
}
