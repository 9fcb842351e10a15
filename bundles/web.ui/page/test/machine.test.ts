// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from "vitest";
import { backoffMillis } from "../src/connection/backoff";
import { advance, initial, type ConnectionEvent, type ConnectionState, type Effect } from "../src/connection/machine";

/** Feeds events at one instant and returns where they lead and what the last one asked for. */
function after(state: ConnectionState, ...events: ConnectionEvent[]): { state: ConnectionState; effects: readonly Effect[] } {
  let effects: readonly Effect[] = [];
  for (const event of events) {
    ({ state, effects } = advance(state, event, 1000, 0));
  }
  return { state, effects };
}

const refusal = (code: string, retryAfterMillis?: number): ConnectionEvent => ({
  type: "refused",
  refusal: { code, message: code, ...(retryAfterMillis === undefined ? {} : { retryAfterMillis }) },
});
const live = after(
  initial(),
  { type: "start" },
  { type: "ready" },
  { type: "answered", grant: { resumeToken: "t1" } },
  { type: "linkUp" },
).state;
const kinds = (effects: readonly Effect[]): string[] => effects.map((effect) => effect.type);

describe("connecting", () => {
  it("opens the socket, offers when the device speaks, and is live when the link is up", () => {
    expect(kinds(after(initial(), { type: "start" }).effects)).toEqual(["openSocket"]);
    expect(after(initial(), { type: "start" }, { type: "ready" }).effects).toContainEqual({ type: "offer" });
    expect(live).toMatchObject({ phase: "live", link: "up", attempts: 0, resumeToken: "t1" });
  });
  it("offers with the token from before a reload", () =>
    expect(after(initial("old"), { type: "start" }, { type: "ready" }).effects).toContainEqual({
      type: "offer",
      resumeToken: "old",
    }));
});

describe("a login that ends", () => {
  const ending = { reason: "logged_out" };
  const gone = after(live, { type: "loginEnded", ending });
  it("ends the session and connects again, since the browser may have another login by now", () => {
    expect(kinds(gone.effects)).toEqual(["closeLink", "closeSocket", "openSocket"]);
    expect(gone.state).toMatchObject({ phase: "connecting", link: "none" });
    expect(gone.state.resumeToken).toBeUndefined();
    expect(after(gone.state, { type: "ready" }).effects).toContainEqual({ type: "offer" });
  });
  it("leads to the login form, which knows why", () =>
    expect(after(gone.state, { type: "loginRequired" }).state).toMatchObject({ phase: "login", socket: "closed", ending }));
});

describe("a socket that closes", () => {
  it("keeps why the device refused it until the next attempt", () => {
    const problem = { code: "unknown_host", message: "This name is not known." };
    const refused = after(initial(), { type: "start" }, { type: "socketClosed", problem }).state;
    expect(refused).toMatchObject({ phase: "lost", problem });
    expect(after(refused, { type: "due" }).state.problem).toBeUndefined();
  });
  it("leaves a live link alone, and the next one is attached with the token", () => {
    const closed = after(live, { type: "socketClosed" });
    expect(closed.state).toMatchObject({ phase: "live", link: "up" });
    expect(kinds(closed.effects)).toEqual(["wake"]);
    const back = after(closed.state, { type: "due" }, { type: "ready" });
    expect(back.effects).toEqual([{ type: "attach", resumeToken: "t1" }]);
    const attached = after(back.state, { type: "attached", grant: { resumeToken: "t2" } }).state;
    expect(attached).toMatchObject({ phase: "live", attaching: false, resumeToken: "t2", attempts: 0 });
  });
  it("is retried with backoff", () => {
    let state = live;
    const waits: number[] = [];
    for (let i = 0; i < 8; i++) {
      state = after(state, { type: "socketClosed" }).state;
      waits.push((state.retryAt ?? 0) - 1000);
      state = after(state, { type: "due" }).state;
    }
    expect(waits).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
  });
  it("before the link is up shows the loss and retries", () => {
    const lost = after(initial(), { type: "start" }, { type: "socketClosed" }).state;
    expect(lost).toMatchObject({ phase: "lost", link: "none" });
    expect(kinds(after(lost, { type: "due" }).effects)).toEqual(["openSocket"]);
  });
});

describe("a link that is lost", () => {
  it("is replaced at once on the open socket, as the same session", () => {
    const lost = after(live, { type: "linkLost" });
    expect(lost.state).toMatchObject({ phase: "connecting", link: "offering" });
    expect(lost.effects).toContainEqual({ type: "offer", resumeToken: "t1" });
  });
  it("is retried with backoff when it never came up", () => {
    const lost = after(live, { type: "linkLost" }, { type: "linkLost" });
    expect(lost.state).toMatchObject({ phase: "lost", link: "none" });
    expect(kinds(lost.effects)).toEqual(["closeLink", "wake"]);
  });
  it("while the socket is closed keeps the planned attempt", () => {
    const lost = after(live, { type: "socketClosed" }, { type: "linkLost" }).state;
    expect(lost.phase).toBe("lost");
    expect(lost.retryAt).toBeDefined();
  });
  it("changes nothing after the session was replaced", () =>
    expect(after(live, { type: "replaced" }, { type: "linkLost" }).state.phase).toBe("replaced"));
});

describe("a refusal", () => {
  const offering = after(initial("old"), { type: "start" }, { type: "ready" }).state;
  it("as temporarily unavailable is retried after the hint", () => {
    const refused = after(offering, refusal("temporarily_unavailable", 3000)).state;
    expect(refused).toMatchObject({ phase: "lost", retryAt: 4000, resumeToken: "old" });
  });
  it("for capacity is shown, and retried only with a hint", () => {
    expect(after(offering, refusal("capacity")).state).toMatchObject({ phase: "refused", refusal: { code: "capacity" } });
    expect(after(offering, refusal("capacity")).state.retryAt).toBeUndefined();
    expect(after(offering, refusal("capacity", 9000)).state).toMatchObject({ phase: "refused", retryAt: 10_000 });
  });
  it("of an attach makes a new session", () => {
    const refused = after(live, { type: "socketClosed" }, { type: "due" }, { type: "ready" }, refusal("unknown_session"));
    expect(refused.effects).toContainEqual({ type: "offer" });
    expect(refused.state).toMatchObject({ phase: "connecting", link: "offering", attaching: false });
  });
  it.each(["busy", "rate_limited"])("as %s is shown and retried, with the hint or without, and keeps the token", (code) => {
    const refused = after(offering, refusal(code));
    expect(refused.state).toMatchObject({ phase: "refused", refusal: { code }, retryAt: 1250, resumeToken: "old" });
    expect(kinds(refused.effects)).toEqual(["closeLink", "wake"]);
    expect(after(offering, refusal(code, 3000)).state.retryAt).toBe(4000);
    expect(after(refused.state, { type: "due" }).effects).toContainEqual({ type: "offer", resumeToken: "old" });
  });
  it.each(["not_allowed", "internal_error"])("as %s is retried with backoff a few times, then shown", (code) => {
    let state = offering;
    const waits: number[] = [];
    for (let step = after(state, refusal(code)).state; step.retryAt !== undefined; step = after(state, refusal(code)).state) {
      expect(step).toMatchObject({ phase: "refused", refusal: { code }, resumeToken: "old" });
      waits.push(step.retryAt - 1000);
      state = after(step, { type: "due" }).state;
      expect(state).toMatchObject({ phase: "connecting", link: "offering" });
    }
    expect(waits).toEqual([250, 500, 1000, 2000, 4000]);
    expect(after(state, refusal(code)).state).toMatchObject({ phase: "refused", refusal: { code } });
  });
  it("that is retried survives the end of the socket", () => {
    const closed = after(offering, refusal("busy"), { type: "socketClosed" }).state;
    const back = after(closed, { type: "due" }, { type: "ready" });
    expect(back.effects).toContainEqual({ type: "offer", resumeToken: "old" });
  });
  it.each(["unsupported_offer", "bad_offer"])("as %s is not retried", (code) => {
    const refused = after(offering, refusal(code));
    expect(refused.state).toMatchObject({ phase: "refused", refusal: { code } });
    expect(refused.state.retryAt).toBeUndefined();
  });
  it.each(["temporarily_unavailable", "busy", "rate_limited"])("of an attach as %s is retried beside the live picture", (code) => {
    const refused = after(live, { type: "socketClosed" }, { type: "due" }, { type: "ready" }, refusal(code, 3000));
    expect(refused.state).toMatchObject({ phase: "live", link: "up", resumeToken: "t1", retryAt: 4000, attaching: false });
  });
  it("of an attach without a link on the device resumes the session with an offer", () => {
    const refused = after(live, { type: "socketClosed" }, { type: "due" }, { type: "ready" }, refusal("not_allowed"));
    expect(refused.effects).toContainEqual({ type: "offer", resumeToken: "t1" });
    expect(refused.state).toMatchObject({ phase: "connecting", link: "offering", attaching: false });
  });
  it("of another frame changes nothing", () =>
    expect(after(live, refusal("bad_candidate")).state).toEqual(live));
});

describe("a replaced session", () => {
  const replaced = after(live, { type: "replaced" }).state;
  it("stays replaced until the user retries", () => {
    expect(replaced.phase).toBe("replaced");
    expect(after(replaced, { type: "socketClosed" }).effects).toEqual([]);
    expect(after(replaced, { type: "ready" }).effects).toEqual([]);
  });
  it("is resumed on the open socket", () => {
    const back = after(replaced, { type: "retryNow" });
    expect(back.effects).toContainEqual({ type: "offer", resumeToken: "t1" });
    expect(back.state.phase).toBe("connecting");
  });
  it("is resumed on a new socket when the old one is closed", () =>
    expect(kinds(after(replaced, { type: "socketClosed" }, { type: "retryNow" }).effects)).toEqual(["openSocket"]));
});

describe("a session the device ended", () => {
  const kicked: ConnectionEvent = { type: "removed", ending: { reason: "kicked" }, retryAfterMillis: 60_000 };
  const ended = after(live, kicked);
  it("closes link and socket, drops the token and is not retried", () => {
    expect(kinds(ended.effects)).toEqual(["closeLink", "closeSocket"]);
    expect(ended.state).toMatchObject({ phase: "ended", ending: { reason: "kicked" }, allowedAt: 61_000 });
    expect(ended.state.resumeToken).toBeUndefined();
    for (const event of [{ type: "socketClosed" }, { type: "linkLost" }, { type: "due" }, { type: "online" }] as const) {
      expect(after(ended.state, event).effects).toEqual([]);
      expect(after(ended.state, event).state.phase).toBe("ended");
    }
  });
  it("does not become a replaced one", () =>
    expect(after(ended.state, { type: "replaced" }).state.phase).toBe("ended"));
  it("is joined again by the user, as a new session", () => {
    const again = after(ended.state, { type: "retryNow" });
    expect(kinds(again.effects)).toEqual(["openSocket"]);
    expect(after(again.state, { type: "ready" }).effects).toContainEqual({ type: "offer" });
    expect(again.state.allowedAt).toBeUndefined();
  });
  it("keeps the message of the denial when the removal follows", () => {
    const denied = after(live, { type: "denied", message: "Not today." });
    expect(denied.state).toMatchObject({ phase: "ended", ending: { reason: "denied", message: "Not today." } });
    const gone = after(denied.state, { type: "removed", ending: { reason: "denied" }, retryAfterMillis: 5000 });
    expect(gone.state).toMatchObject({ ending: { reason: "denied", message: "Not today." }, allowedAt: 6000 });
  });
});

describe("a copy of a tab", () => {
  const offering = after(initial("used"), { type: "start" }, { type: "ready" }).state;
  it("whose token is refused joins as a new session", () => {
    const refused = after(offering, refusal("unknown_session"));
    expect(refused.effects).toContainEqual({ type: "offer" });
    expect(refused.state.phase).toBe("connecting");
    expect(refused.state.resumeToken).toBeUndefined();
  });
  it("stops when the join without token is refused too", () =>
    expect(after(offering, refusal("unknown_session"), refusal("unknown_session")).state.phase).toBe("refused"));
});

it("waits for the user after a cool-down", () => {
  const offering = after(initial(), { type: "start" }, { type: "ready" }).state;
  const cooling = after(offering, refusal("cool_down", 30_000));
  expect(cooling.state).toMatchObject({ phase: "refused", allowedAt: 31_000 });
  expect(kinds(cooling.effects)).toEqual(["closeLink"]);
  expect(after(cooling.state, { type: "due" }).effects).toEqual([]);
  expect(kinds(after(cooling.state, { type: "retryNow" }).effects)).toContain("offer");
});

it("limits the backoff", () => {
  for (let failures = 0; failures < 2000; failures += 7) {
    expect(backoffMillis(failures, 1)).toBeLessThanOrEqual(12_000);
  }
});
