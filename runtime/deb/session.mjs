// SPDX-License-Identifier: Apache-2.0
// A session of the image test: signalling by HTTP, WebRTC by the program pion-peer of runtime/bench/pion.
//   session.mjs PION URL COOKIE [legacy] STEP...
// A step is METHOD or METHOD:JSON, a call, whose reply it prints as a line of JSON; or shell:COMMAND, which it types into the
// terminal of the device, and prints what the shell printed. Fails where the join is refused; a refused call is an answer.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import * as https from "node:https";

const [pion, address, cookie, ...rest] = process.argv.slice(2);
const legacy = rest[0] === "legacy";
const steps = legacy ? rest.slice(1) : rest;
const url = new URL(address);
const MARK = "baton-end-of-output";

const peer = spawn(pion, [], { stdio: ["pipe", "pipe", "ignore"] });
const send = (what, label, text) => peer.stdin.write(JSON.stringify({ peer: 1, do: what, label, text }) + "\n");
const seen = [];
const waiting = new Set();
let output = "";
createInterface({ input: peer.stdout }).on("line", (line) => {
  if (!line.startsWith("{")) return;
  const event = JSON.parse(line);
  if (event.label === "terminal" && event.what === "bytes") output += Buffer.from(event.text, "hex").toString();
  else if (event.label === "terminal" && event.what === "text") output += event.text;
  else seen.push(event);
  for (const look of waiting) look();
});

// waits until find gives a value
function until(what, seconds, find) {
  return new Promise((resolve, reject) => {
    const look = () => {
      const found = find();
      if (found === undefined) return;
      waiting.delete(look);
      clearTimeout(timer);
      resolve(found);
    };
    const timer = setTimeout(() => reject(new Error(`${what}: nothing within ${seconds} s`)), seconds * 1000);
    waiting.add(look);
    look();
  });
}

function post(path, body) {
  return new Promise((resolve, reject) => {
    const headers = { "Content-Type": "application/json", Origin: url.origin, Cookie: cookie };
    const sent = https.request(new URL(path, url), { method: "POST", rejectUnauthorized: false, agent: false, timeout: 30000, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part) => (text += part));
      response.on("end", () => (response.statusCode === 200 ? resolve(JSON.parse(text)) : reject(new Error(`${response.statusCode} ${text}`))));
    });
    sent.on("timeout", () => sent.destroy(new Error("no answer within 30 s")));
    sent.on("error", reject);
    sent.end(JSON.stringify(body));
  });
}

async function join() {
  send("open", "rpc terminal", "");
  const { text } = await until("offer", 30, () => seen.find((event) => event.what === "offer"));
  const offer = { sd: Buffer.from(JSON.stringify({ type: "offer", sdp: text })).toString("base64") };
  if (!legacy) offer.baton = { nickname: "test" };
  const answer = await post("/webrtc/session", offer);
  send("answer", "", JSON.parse(Buffer.from(answer.sd, "base64").toString()).sdp);
  for (const label of ["rpc", "terminal"]) {
    await until(`channel ${label}`, 30, () => seen.find((event) => event.what === "open" && event.label === label));
  }
}

async function call(id, step) {
  const colon = step.indexOf(":");
  const method = colon < 0 ? step : step.slice(0, colon);
  const params = colon < 0 ? {} : JSON.parse(step.slice(colon + 1));
  send("text", "rpc", JSON.stringify({ jsonrpc: "2.0", id, method, params }));
  const reply = await until(method, 30, () => {
    for (const event of seen) {
      if (event.what !== "text" || event.label !== "rpc") continue;
      const message = JSON.parse(event.text);
      if (message.id === id) return message;
    }
    return undefined;
  });
  return JSON.stringify(reply.error ? { error: reply.error } : (reply.result ?? null));
}

// the mark is typed in two parts, so that the echo of the line does not have it
async function shell(command) {
  output = "";
  send("text", "terminal", `${command}; printf '%s%s\\n' baton-end -of-output\n`);
  await until("shell", 30, () => (output.includes(MARK) ? true : undefined)).catch((error) => {
    throw new Error(`${error.message}; it printed: ${output}`);
  });
  // without colours and other escape sequences
  return output.slice(0, output.indexOf(MARK)).replace(/\x1b\[[0-9;?]*[A-Za-z]|\r/g, "");
}

try {
  await join();
  let id = 0;
  for (const step of steps) {
    id++;
    console.log(step.startsWith("shell:") ? await shell(step.slice(6)) : await call(id, step));
  }
} catch (error) {
  console.error(`session: ${error.message}`);
  process.exitCode = 1;
} finally {
  send("close", "", "");
  await until("done", 3, () => seen.find((event) => event.what === "done")).catch(() => undefined);
  peer.stdin.end();
}
