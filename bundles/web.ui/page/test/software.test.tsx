// SPDX-License-Identifier: Apache-2.0
// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DeviceHttp } from "../src/login/deviceHttp";
import { parseUpgrade, probationSecondsLeft } from "../src/login/upgrade";
import { AccountDialog } from "../src/ui/account/AccountDialog";
import { changeText, stateText, stepText } from "../src/ui/account/upgradeText";

type Body = Readonly<Record<string, unknown>>;

let root: HTMLElement;
let calls: string[];
let answers: Record<string, readonly [status: number, body: Body]>;

const FILE = new File(["zip"], "hid.baton-upgrade");
const http = new DeviceHttp((path, init) => {
  const call = `${init?.method ?? "GET"} ${path}`;
  calls.push(init?.body === FILE ? `${call} FILE` : call);
  const [status, body] = answers[call] ?? [404, { code: "not_found" }];
  return Promise.resolve({ ok: status < 400, status, json: () => Promise.resolve(body) } as Response);
});
const all = (id: string): HTMLElement[] => [...root.querySelectorAll<HTMLElement>(`[data-testid="${id}"]`)];
const one = (id: string): HTMLElement => {
  const found = all(id)[0];
  if (found === undefined) {
    throw new Error(`no ${id}`);
  }
  return found;
};
const settle = (): Promise<void> =>
  act(async () => {
    for (let i = 0; i < 30; i++) {
      await Promise.resolve();
    }
  });
const click = async (id: string): Promise<void> => {
  void act(() => one(id).click());
  await settle();
};
const open = async (): Promise<void> => {
  void act(() =>
    render(<AccountDialog http={http} onLoginChange={() => undefined} onLoggedOut={() => undefined} onClose={() => undefined} />, root),
  );
  await settle();
  await click("tab-software");
  calls = [];
};
const choose = (): void => void Object.defineProperty(one("upgrade-file"), "files", { value: [FILE], configurable: true });
const submit = async (): Promise<void> => {
  one("upgrade-file").closest("form")?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  await settle();
};

const bundles = [{ symbolicName: "io.baton.hid.usb", fromVersion: "0.1.0", toVersion: "0.2.0", fromSha256: "", toSha256: "ab" }];
const plan: Body = { name: "2026.12", keyId: "k1", counter: 4, bundles, staged: false, probationSeconds: 60 };
const attempt = (state: string, over: Body = {}): Body => ({
  id: "7",
  name: "2026.12",
  state,
  running: ["checking", "installing", "probation", "rolling_back"].includes(state),
  actor: "ann",
  begun: new Date().toISOString(),
  steps: [{ name: "verified", at: new Date().toISOString(), detail: "" }],
  bundles,
  gapMillis: 0,
  reason: "",
  detail: "",
  ...over,
});

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "Date"] });
  calls = [];
  answers = {
    "GET /auth/me": [200, { authMode: "password", user: "ann", role: "admin", strength: "own_account", totp: false }],
    "GET /baton/upgrade": [200, { id: "", state: "idle", running: false, steps: [], bundles: [] }],
    "GET /baton/upgrade/history": [200, { attempts: [] }],
  };
  root = document.createElement("div");
  document.body.append(root);
});

afterEach(() => {
  render(null, root);
  root.remove();
  vi.useRealTimers();
});

describe("the software of the device", () => {
  it("is for administrators", async () => {
    answers["GET /auth/me"] = [200, { authMode: "password", user: "vic", role: "viewer", strength: "own_account" }];
    void act(() =>
      render(<AccountDialog http={http} onLoginChange={() => undefined} onLoggedOut={() => undefined} onClose={() => undefined} />, root),
    );
    await settle();
    expect(all("tab-software")).toHaveLength(0);
  });

  it("says that there was no upgrade yet, or why the device does not tell", async () => {
    await open();
    expect(one("upgrade-state").textContent).toBe("No upgrade yet: the device runs what it was delivered with.");
    expect(all("upgrade-rollback")).toHaveLength(0);
    answers["GET /baton/upgrade"] = [503, { code: "temporarily_unavailable" }];
    await act(async () => void vi.advanceTimersByTime(10_000));
    await settle();
    expect(one("software-error").textContent).toContain("being replaced");
  });

  it("is upgraded in two steps: what will change is shown before it is applied", async () => {
    await open();
    await submit();
    expect(one("upgrade-error").textContent).toContain("Choose an upgrade file");
    expect(calls).toEqual([]);
    choose();
    answers["POST /baton/upgrade/plan"] = [200, plan];
    await submit();
    expect(calls).toEqual(["POST /baton/upgrade/plan FILE"]);
    expect(one("plan-changes").textContent).toBe("hid.usb 0.1.0 → 0.2.0");
    expect(one("upgrade-plan").textContent).toContain("signed with the key k1");
    expect(one("upgrade-plan").textContent).toContain("observed for 60 s");
    expect(document.activeElement).toBe(one("upgrade-install"));
    answers["POST /baton/upgrade"] = [202, attempt("installing")];
    answers["GET /baton/upgrade"] = [200, attempt("installing")];
    await click("upgrade-install");
    expect(calls).toContain("POST /baton/upgrade FILE");
    expect(one("upgrade-state").dataset["state"]).toBe("installing");
    expect(all("upgrade-file")).toHaveLength(0);
  });

  it("stays when the file is refused, with what the device says", async () => {
    await open();
    choose();
    answers["POST /baton/upgrade/plan"] = [403, { code: "unknown_key", error: "No key with the id k9 is known.", correlationId: "1a2b3c4d" }];
    await submit();
    expect(one("upgrade-error").textContent).toBe("No key with the id k9 is known.");
    expect(one("problem-reference").textContent).toBe("unknown_key · 1a2b3c4d");
    expect(all("upgrade-plan")).toHaveLength(0);
    expect(one("upgrade-file").getAttribute("aria-invalid")).toBe("true");
  });

  it("is followed step by step, also while the part that tells is being replaced", async () => {
    answers["GET /baton/upgrade"] = [200, attempt("installing")];
    await open();
    answers["GET /baton/upgrade"] = [404, { code: "not_found" }];
    await act(async () => void vi.advanceTimersByTime(1000));
    await settle();
    expect(one("upgrade-state").dataset["state"]).toBe("installing");
    expect(all("software-error")).toHaveLength(0);
    const ends = new Date(Date.now() + 43_000).toISOString();
    answers["GET /baton/upgrade"] = [200, attempt("probation", { probationEnds: ends, gapMillis: 3 })];
    await act(async () => void vi.advanceTimersByTime(1000));
    await settle();
    expect(one("upgrade-probation").textContent).toBe("For good in 42 s, unless a check fails or you roll it back.");
    answers["GET /baton/upgrade"] = [200, attempt("committed")];
    answers["GET /baton/upgrade/history"] = [200, { attempts: [attempt("committed"), attempt("refused", { id: "6", name: "", detail: "Damaged." })] }];
    await act(async () => void vi.advanceTimersByTime(1000));
    await settle();
    // the end of the upgrade has the history read
    await settle();
    expect(one("upgrade-state").textContent).toBe("2026.12: In force for good.");
    expect(all("upgrade-attempt").map((each) => each.textContent)).toEqual([
      "2026.12In force for good. · ann · now",
      "Unverified fileRefused. Nothing was changed. · ann · nowDamaged.",
    ]);
  });

  it("is rolled back after a confirmation", async () => {
    answers["GET /baton/upgrade"] = [200, attempt("probation", { probationEnds: new Date(Date.now() + 9000).toISOString() })];
    answers["POST /baton/upgrade/rollback"] = [202, attempt("rolling_back")];
    await open();
    expect(one("upgrade-rollback").textContent).toBe("Roll back now");
    await click("upgrade-rollback");
    expect(document.activeElement).toBe(one("confirm-no"));
    answers["GET /baton/upgrade"] = [200, attempt("rolling_back")];
    await click("confirm-yes");
    expect(calls).toContain("POST /baton/upgrade/rollback");
    expect(one("upgrade-state").textContent).toContain("being put back");
  });
});

describe("the texts of an upgrade", () => {
  it("are those of the device where the page has none", () => {
    expect(stateText("quarantined")).toBe("quarantined");
    expect(stepText("warmed_up")).toBe("warmed up");
    expect(changeText({ name: "io.baton.usb.gadget", from: "", to: "1.0.0" })).toBe("usb.gadget 1.0.0 (new)");
    expect(changeText({ name: "io.baton.usb.gadget", from: "1.0.0", to: "" })).toBe("usb.gadget 1.0.0 (removed)");
  });

  it("never promise more time than the device gave, whatever the clocks say", () => {
    const began = Date.parse("2026-01-01T00:00:00Z");
    const upgrade = parseUpgrade({
      state: "probation",
      running: true,
      probationEnds: new Date(began + 60_000).toISOString(),
      steps: [{ name: "probation", at: new Date(began).toISOString() }],
    });
    expect([-3_600_000, 0, 20_000, 3_600_000].map((offset) => probationSecondsLeft(upgrade, began + offset))).toEqual([60, 60, 40, 0]);
    expect(probationSecondsLeft(parseUpgrade({ state: "committed" }), began)).toBeUndefined();
  });
});
