// SPDX-License-Identifier: Apache-2.0
// @vitest-environment happy-dom
import { signal } from "@preact/signals";
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DeviceHttp } from "../src/login/deviceHttp";
import type { Problem } from "../src/problem";
import { linkToken, LoginApi } from "../src/login/loginApi";
import { LoginView } from "../src/ui/LoginView";

let root: HTMLElement;
let calls: string[];
let answers: Record<string, { readonly status: number; readonly body: unknown }>;
let done: number;
let setUpNeeded = signal(false);

const api = (): LoginApi =>
  new LoginApi(new DeviceHttp((path, init) => {
    calls.push(`${path} ${typeof init?.body === "string" ? init.body : ""}`.trim());
    const answer = answers[path];
    return answer === undefined
      ? Promise.reject(new TypeError("unreachable"))
      : Promise.resolve({
          ok: answer.status < 400,
          status: answer.status,
          json: () => Promise.resolve(answer.body),
        } as Response);
  }));

const one = <T extends HTMLElement = HTMLInputElement>(id: string): T => {
  const found = root.querySelector<T>(`[data-testid="${id}"]`);
  if (found === null) {
    throw new Error(`no ${id}`);
  }
  return found;
};
/** Answers come in microtasks; `act` runs the effects. */
const settle = (): Promise<void> =>
  act(async () => {
    for (let i = 0; i < 20; i++) {
      await Promise.resolve();
    }
  });
const type = (id: string, value: string): void => {
  one(id).value = value;
  void act(() => void one(id).dispatchEvent(new Event("input", { bubbles: true })));
};
const submit = async (): Promise<void> => {
  root.querySelector("form")?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  await settle();
};
const open = async (problem?: Problem, note?: string): Promise<void> => {
  void act(() => render(<LoginView api={api()} setUpNeeded={setUpNeeded} note={note} problem={problem} onDone={() => done++} />, root));
  await settle();
  calls = [];
};

beforeEach(() => {
  calls = [];
  done = 0;
  setUpNeeded = signal(false);
  answers = { "/device/status": { status: 200, body: { isSetup: true } } };
  root = document.createElement("div");
  document.body.append(root);
});

afterEach(() => {
  render(null, root);
  root.remove();
});

describe("login", () => {
  it("sends the name only if there is one", async () => {
    answers["/auth/login-local"] = { status: 200, body: { message: "ok" } };
    await open();
    expect(document.activeElement?.id).toBe("login-password");
    type("login-password", "correct horse");
    await submit();
    type("login-user", " ann ");
    await submit();
    expect(calls).toEqual([
      '/auth/login-local {"password":"correct horse"}',
      '/auth/login-local {"password":"correct horse","user":"ann"}',
    ]);
    expect(done).toBe(2);
  });

  it("shows what the device says and stays", async () => {
    answers["/auth/login-local"] = { status: 401, body: { code: "bad_password", error: "Invalid password", correlationId: "1a2b3c4d" } };
    await open();
    type("login-password", "wrong");
    await submit();
    expect(one("form-error").textContent).toBe("Invalid password. Check name, password and the Caps Lock key.");
    expect(one("problem-reference").textContent).toBe("bad_password · 1a2b3c4d");
    expect(one("login-password").getAttribute("aria-invalid")).toBe("true");
    expect(done).toBe(0);
  });

  it("asks for the second factor and sends it with the password", async () => {
    answers["/auth/login-local"] = { status: 401, body: { code: "totp_required", error: "A code is needed." } };
    await open();
    type("login-password", "correct horse");
    await submit();
    expect(document.activeElement?.id).toBe("login-totp");
    answers["/auth/login-local"] = { status: 401, body: { code: "bad_totp", error: "The code is wrong." } };
    type("login-totp", "123456");
    await submit();
    expect(calls.at(-1)).toBe('/auth/login-local {"password":"correct horse","totp":"123456"}');
    expect(one("form-error").textContent).toBe("The code is wrong.");
    expect(one("login-totp").value).toBe("");
  });

  it("sends nothing while an answer is outstanding", async () => {
    answers["/auth/login-local"] = { status: 200, body: { message: "ok" } };
    await open();
    type("login-password", "correct horse");
    root.querySelector("form")?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
    await submit();
    expect(calls).toHaveLength(1);
    expect(done).toBe(1);
  });

  it("counts down the time of a lock-out", async () => {
    answers["/auth/login-local"] = {
      status: 429,
      body: { code: "rate_limited", error: "Too many failed attempts. Try again later.", retryAfterMillis: 900_000 },
    };
    await open();
    type("login-password", "wrong");
    await submit();
    expect(one("form-error").textContent).toBe("Too many failed attempts. Try again later.");
    expect(one("problem-wait").textContent).toBe("Possible again in 15 min.");
  });

  it("says so when the device does not answer", async () => {
    await open();
    type("login-password", "correct horse");
    await submit();
    expect(one("form-error").textContent).toBe("The device does not answer. Check the network and try again.");
  });

  it("says why there is no login any more, until the device refuses", async () => {
    answers["/auth/login-local"] = { status: 401, body: { code: "bad_password", error: "Invalid password" } };
    await open(undefined, "You are logged out.");
    expect(one("login-note").textContent).toBe("You are logged out.");
    expect(one("login-password").getAttribute("aria-invalid")).toBe("false");
    type("login-password", "wrong");
    await submit();
    expect(root.querySelector("[data-testid=login-note]")).toBeNull();
  });

  it("shows why a view link was refused", async () => {
    await open({ message: "This link is not valid any more." });
    expect(one("form-error").textContent).toBe("This link is not valid any more.");
  });
});

describe("set-up", () => {
  beforeEach(() => {
    answers["/device/status"] = { status: 200, body: { isSetup: false } };
  });

  it("checks both passwords before it asks the device", async () => {
    await open();
    type("setup-password", "short");
    type("setup-again", "short");
    await submit();
    expect(one("form-error").textContent).toContain("at least 8");
    type("setup-password", "long enough");
    await submit();
    expect(one("form-error").textContent).toBe("The two passwords differ.");
    expect(calls).toEqual([]);
  });

  it("asks for the code where the device demands it", async () => {
    answers["/device/setup"] = { status: 403, body: { code: "setup_code_required", error: "A code is needed." } };
    await open();
    type("setup-password", "long enough");
    type("setup-again", "long enough");
    await submit();
    expect(document.activeElement?.id).toBe("setup-code");
    answers["/device/setup"] = { status: 200, body: { message: "ok" } };
    type("setup-code", "ABCD-1234");
    await submit();
    expect(calls.at(-1)).toBe(
      '/device/setup {"localAuthMode":"password","user":"admin","password":"long enough","code":"ABCD-1234"}',
    );
    expect(done).toBe(1);
  });

  it("shows the login when another client was faster", async () => {
    answers["/device/setup"] = { status: 400, body: { code: "already_set_up", error: "Set up already." } };
    await open();
    expect(setUpNeeded.value).toBe(true);
    type("setup-password", "long enough");
    type("setup-again", "long enough");
    answers["/device/status"] = { status: 200, body: { isSetup: true } };
    await submit();
    expect(one("login-password")).toBeDefined();
    expect(setUpNeeded.value).toBe(false);
  });
});

it("leaves no trace of the set-up once it is closed", async () => {
  answers["/device/status"] = { status: 200, body: { isSetup: false } };
  await open();
  expect(setUpNeeded.value).toBe(true);
  void act(() => render(null, root));
  expect(setUpNeeded.value).toBe(false);
});

describe("guest link", () => {
  it.each([
    ["#link=abc-_9", "abc-_9"],
    ["#other=1&link=abc", "abc"],
    ["#link=", undefined],
    ["", undefined],
  ])("%s", (hash, token) => {
    expect(linkToken(hash)).toBe(token);
  });
});
