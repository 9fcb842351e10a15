// SPDX-License-Identifier: Apache-2.0

import type { ConnectionState } from "../src/connection/machine";
import { applyEvent, joined } from "../src/sessions/sessionState";
import type { Store } from "../src/store";

/** The states of the preview, made from the messages of a device. */

const base: ConnectionState = { phase: "live", socket: "open", link: "up", attaching: false, attempts: 0 };
const minutes = (n: number): string => new Date(Date.now() - n * 60_000).toISOString();

type Row = Readonly<Record<string, unknown>>;

const ada: Row = { id: "ada", nickname: "Ada Lovelace", browser: "firefox", role: "operator", created_at: minutes(42), mayControl: true, source: "192.0.2.7", user: "ada" };
const grace: Row = { id: "grace", nickname: "Grace", browser: "safari", role: "operator", created_at: minutes(3), mayControl: true, source: "192.0.2.44", user: "grace.hopper" };
const long: Row = { id: "long", nickname: "A name that is really rather long", role: "admin", created_at: minutes(9), mayControl: true };
const viewer: Row = { id: "viewer", nickname: "Wall display", browser: "chrome", role: "viewer", created_at: minutes(125), mayControl: false };
const joining: Row = { id: "joining", nickname: "Linus", browser: "chrome", role: "operator", created_at: minutes(0), mode: "pending", pendingReasons: ["approval"], secondsLeft: 48, source: "198.51.100.23", user: "" };

interface Scenario {
  readonly mode: string;
  readonly role?: string;
  readonly control?: Row;
  readonly others: readonly Row[];
  readonly own?: Row;
}

function showSessions(store: Store, scenario: Scenario): void {
  const role = scenario.role ?? "operator";
  const me: Row = { id: "me", nickname: "Konrad", browser: "chrome", role, mode: scenario.mode, created_at: minutes(12), mayControl: role !== "viewer", ...scenario.own };
  store.connection.value = base;
  store.update(joined(store.sessionState.value, { sessionId: "me", mode: scenario.mode, nickname: "Konrad" }));
  const controls = [me, ...scenario.others].find((row) => row["mode"] === "primary")?.["id"];
  store.update(
    applyEvent(
      store.sessionState.value,
      "sessionsUpdated",
      {
        revision: 7,
        yourId: "me",
        yourMode: scenario.mode,
        yourRole: role,
        maxSessions: 10,
        control: scenario.control ?? { state: "held", sessionId: controls },
        sessions: [me, ...scenario.others],
      },
      Date.now(),
    ),
  );
}

function showPicture(store: Store): void {
  store.picture.value = "playing";
  store.usb.value = "configured";
  store.hidReady.value = store.inputOpen.value = true;
  store.version.value = "0.1.0";
  store.leds.value = { num: true, caps: false, scroll: false };
  store.videoInput.value = { ready: true, width: 1280, height: 720, fps: 30 };
  store.stream.value = picture();
  store.stats.value = {
    width: 1280, height: 720, fps: 29.9, kbps: 2340, lossPercent: 0.2, lostTotal: 14, rttMillis: 3.4,
    jitterMillis: 1.2, bufferMillis: 12, processingMillis: 19, dropped: 0, freezes: 0, keyFrames: 4,
    framesDecoded: 5120, codec: "H264",
  };
}

function picture(): MediaStream {
  const canvas = document.createElement("canvas");
  canvas.width = 1280;
  canvas.height = 720;
  const pen = canvas.getContext("2d");
  const draw = (): void => {
    if (pen !== null) {
      pen.fillStyle = "#16324a";
      pen.fillRect(0, 0, 1280, 720);
      pen.fillStyle = "#e8f0f4";
      pen.font = "28px monospace";
      pen.fillText("target:~$ _", 40, 60);
      pen.fillText(new Date().toISOString(), 40, 100);
    }
  };
  draw();
  window.setInterval(draw, 100);
  return canvas.captureStream(10);
}

const primary = (row: Row): Row => ({ ...row, mode: "primary" });
const observing = (row: Row): Row => ({ ...row, mode: "observer" });
const asking = (row: Row, place: number, seconds: number): Row => ({ ...row, mode: "queued", queuePosition: place, requestSecondsLeft: seconds });
const controlling: Scenario = { mode: "primary", others: [observing(long), observing(viewer), observing(grace)] };

const scenarios: Readonly<Record<string, Scenario>> = {
  live: controlling,
  admin: { ...controlling, role: "admin" },
  observing: { mode: "observer", others: [primary(ada), asking(grace, 1, 41), observing(long)] },
  "observing-admin": { mode: "observer", role: "admin", others: [primary(ada), asking(grace, 1, 41), observing(viewer)] },
  viewer: { mode: "observer", role: "viewer", others: [primary(ada), observing(grace)] },
  queued: { mode: "queued", own: { queuePosition: 2, requestSecondsLeft: 52 }, others: [primary(ada), asking(grace, 1, 41)] },
  requests: { mode: "primary", role: "admin", others: [asking(grace, 1, 41), asking(ada, 2, 57), joining, observing(viewer)] },
  vacant: { mode: "observer", control: { state: "vacant", reason: "no_candidate" }, others: [observing(grace), observing(viewer)] },
  reserved: {
    mode: "observer",
    role: "admin",
    control: { state: "reserved", sessionId: "ada", secondsLeft: 8 },
    others: [{ ...primary(ada), inGrace: true, secondsLeft: 8 }, observing(grace)],
  },
  pending: { mode: "pending", own: { pendingReasons: ["approval"], secondsLeft: 55 }, control: { state: "held" }, others: [] },
  unnamed: { mode: "pending", own: { nickname: "", pendingReasons: ["nickname", "approval"], secondsLeft: 55 }, control: { state: "held" }, others: [] },
};

function without(store: Store, connection: Partial<ConnectionState>): void {
  store.connection.value = { ...base, link: "none", ...connection };
}

export function show(store: Store, state: string): void {
  showSessions(store, scenarios[state] ?? controlling);
  showPicture(store);
  switch (state) {
    case "captured":
      window.setTimeout(() => document.getElementById("screen")?.focus(), 300);
      break;
    case "held":
      window.setTimeout(() => document.getElementById("screen")?.focus(), 300);
      store.keysDown.value = { modifier: 0x05, keys: [0x4c, 0x04, 0, 0, 0, 0] };
      store.buttonsDown.value = 1;
      break;
    case "usb":
      store.usb.value = "suspended";
      break;
    case "away":
      store.inputAnswering.value = false;
      break;
    case "interrupted":
      store.interrupted.value = true;
      break;
    case "noapprover":
      showSessions(store, scenarios["pending"] ?? controlling);
      store.update(applyEvent(store.sessionState.value, "noApprover", {}, Date.now()));
      break;
    case "hint":
      showSessions(store, scenarios["observing"] ?? controlling);
      store.hint.value = "You are observing. Ada Lovelace controls the target.";
      break;
    case "gained":
      showSessions(store, scenarios["queued"] ?? controlling);
      store.update(applyEvent(store.sessionState.value, "modeChanged", { mode: "primary", reason: "request_approved" }, Date.now()));
      break;
    case "expiring":
      showSessions(store, scenarios["observing"] ?? controlling);
      store.update(applyEvent(store.sessionState.value, "sessionExpiring", { seconds: 42 }, Date.now()));
      break;
    case "nosignal":
      store.videoInput.value = { ready: false, error: "no_signal" };
      break;
    case "novideo":
      store.picture.value = "none";
      store.stream.value = undefined;
      store.videoRejected.value = true;
      break;
    case "unsupported":
      store.sessionEnded();
      without(store, { phase: "refused", refusal: { code: "unsupported_offer", message: "" } });
      break;
    case "login":
    case "totp":
    case "locked":
    case "setup":
      store.sessionEnded();
      without(store, { phase: "login", socket: "closed" });
      break;
    case "connecting":
      without(store, { phase: "connecting", link: "offering" });
      break;
    case "resuming":
      without(store, { phase: "connecting", link: "offering", resumeToken: "t" });
      break;
    case "lost":
      without(store, { phase: "lost", socket: "closed", retryAt: Date.now() + 7000 });
      break;
    case "refusal":
      without(store, {
        phase: "lost",
        socket: "closed",
        retryAt: Date.now() + 7000,
        problem: { code: "unknown_host", message: "", correlationId: "1f6e08a2" },
      });
      break;
    case "replaced":
      without(store, { phase: "replaced" });
      break;
    case "denied":
    case "kicked":
    case "expired":
    case "pending_timeout":
      store.sessionEnded();
      without(store, {
        phase: "ended",
        ending: { reason: state },
        ...(state === "kicked" ? { allowedAt: Date.now() + 42_000 } : {}),
      });
      break;
    case "capacity":
      store.sessionEnded();
      without(store, {
        phase: "refused",
        refusal: { code: "capacity", message: "Every session is in use. Try again when one has ended.", correlationId: "1f6e08a2" },
        retryAt: Date.now() + 9000,
      });
      break;
    case "busy":
      store.sessionEnded();
      without(store, {
        phase: "refused",
        refusal: { code: "busy", message: "The device has too much to do at the moment. Try again in a moment." },
        retryAt: Date.now() + 4000,
      });
      break;
    case "cooldown":
      store.sessionEnded();
      without(store, {
        phase: "refused",
        refusal: { code: "cool_down", message: "Access was denied recently. Wait before you try again." },
        allowedAt: Date.now() + 42_000,
      });
      break;
    default:
      break;
  }
}
