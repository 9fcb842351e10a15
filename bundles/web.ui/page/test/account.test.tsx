// SPDX-License-Identifier: Apache-2.0
// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { clientName } from "../src/login/account";
import { DeviceHttp } from "../src/login/deviceHttp";
import { AccountDialog } from "../src/ui/account/AccountDialog";
import { remaining } from "../src/ui/timeText";

type Body = Readonly<Record<string, unknown>>;

let root: HTMLElement;
let calls: string[];
let answers: Record<string, readonly [status: number, body: Body]>;
let events: string[];

const http = new DeviceHttp((path, init) => {
  const call = `${init?.method ?? "GET"} ${path}`;
  calls.push(typeof init?.body === "string" ? `${call} ${init.body}` : call);
  const [status, body] = answers[call] ?? [404, { code: "not_found" }];
  return Promise.resolve({ ok: status < 400, status, json: () => Promise.resolve(body) } as Response);
});
const all = (id: string): HTMLElement[] => [...root.querySelectorAll<HTMLElement>(`[data-testid="${id}"]`)];
const one = <T extends HTMLElement = HTMLInputElement>(id: string): T => {
  const found = all(id)[0];
  if (found === undefined) {
    throw new Error(`no ${id}`);
  }
  return found as T;
};
/** Answers come in microtasks; `act` runs the effects. */
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
const type = (id: string, value: string): void => {
  const field = one(id);
  field.value = value;
  void act(() => void field.dispatchEvent(new Event(field.tagName === "SELECT" ? "change" : "input", { bubbles: true })));
};
const open = async (tab?: string): Promise<void> => {
  void act(() =>
    render(
      <AccountDialog
        http={http}
        onLoginChange={() => events.push("login changes")}
        onLoggedOut={() => events.push("logged out")}
        onClose={() => events.push("closed")}
      />,
      root,
    ),
  );
  await settle();
  if (tab !== undefined) {
    await click(`tab-${tab}`);
  }
  calls = [];
};
const submit = async (button: string): Promise<void> => {
  one<HTMLButtonElement>(button).form?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  await settle();
};
const refusal = (code: string, error: string): Body => ({ code, error, correlationId: "1a2b3c4d" });
const own = (over: Body = {}): readonly [number, Body] => [
  200,
  { authMode: "password", user: "ann", role: "operator", strength: "own_account", totp: false, ...over },
];
const later = new Date(Date.now() + 3_600_000).toISOString();

beforeEach(() => {
  calls = [];
  events = [];
  answers = { "GET /auth/me": own() };
  root = document.createElement("div");
  document.body.append(root);
});

afterEach(() => {
  render(null, root);
  root.remove();
});

describe("the dialog", () => {
  const tabs = (): string[] => [...root.querySelectorAll("[role=tab]")].map((tab) => tab.textContent ?? "");
  it("is modal, has the focus, and moves between its tabs with the arrow keys", async () => {
    await open();
    expect(one<HTMLDialogElement>("account-dialog").open).toBe(true);
    expect(document.activeElement?.id).toBe("account-tab-own");
    const press = (key: string): void =>
      void act(() => void document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true })));
    press("ArrowDown");
    expect(document.activeElement?.id).toBe("account-tab-factor");
    expect(one("tab-factor").getAttribute("aria-selected")).toBe("true");
    press("End");
    press("ArrowDown");
    expect(document.activeElement?.id).toBe("account-tab-own");
  });
  it("offers a view link only to log out", async () => {
    answers["GET /auth/me"] = own({ user: "link:wall", role: "viewer" });
    await open();
    expect(tabs()).toEqual(["My account"]);
    expect(all("log-out")).toHaveLength(1);
    expect(all("password-submit")).toHaveLength(0);
  });
  it("offers a device without a password to set one, and no logout", async () => {
    answers["GET /auth/me"] = own({ authMode: "noPassword", user: "", role: "admin", strength: "none" });
    answers["POST /auth/password-local"] = [201, {}];
    await open();
    expect(all("log-out")).toHaveLength(0);
    type("password-new", "long enough");
    type("password-again", "long enough");
    await submit("password-submit");
    expect(calls[0]).toBe('POST /auth/password-local {"user":"admin","password":"long enough"}');
  });
  it("closes", async () => {
    await open();
    await click("account-close");
    expect(events).toEqual(["closed"]);
  });
  it("logs out", async () => {
    answers["POST /auth/logout"] = [200, {}];
    await open();
    await click("log-out");
    expect(events).toEqual(["logged out"]);
  });
  it("shows why the device does not tell the login", async () => {
    answers["GET /auth/me"] = [401, refusal("login_required", "Unauthorized")];
    await open();
    expect(one("account-error").textContent).toBe("Your login has ended. Log in again.");
  });
});

describe("the password", () => {
  it("is changed with the present one; the page waits for the new login", async () => {
    answers["PUT /auth/password-local"] = [200, {}];
    await open();
    type("password-old", "old password");
    type("password-new", "new password");
    type("password-again", "new password");
    await submit("password-submit");
    expect(calls[0]).toBe('PUT /auth/password-local {"oldPassword":"old password","newPassword":"new password"}');
    expect(events).toEqual(["login changes"]);
    expect(one("password-done").textContent).toContain("is changed");
    expect(one("password-old").value).toBe("");
  });
  it("stays when the present one is wrong", async () => {
    answers["PUT /auth/password-local"] = [401, refusal("bad_password", "Incorrect old password")];
    await open();
    type("password-new", "new password");
    type("password-again", "new password");
    await submit("password-submit");
    expect(one("password-error").textContent).toContain("Incorrect old password.");
    expect(one("problem-reference").textContent).toBe("bad_password · 1a2b3c4d");
    expect(one("password-old").getAttribute("aria-invalid")).toBe("true");
    expect(one("password-new").value).toBe("new password");
  });
});

describe("the removal of the password", () => {
  beforeEach(() => void (answers["GET /auth/me"] = own({ role: "admin" })));
  it("is for administrators of a device with one", async () => {
    answers["GET /auth/me"] = own();
    await open();
    expect(all("removal-open")).toHaveLength(0);
  });
  it("takes the present password, behind a warning", async () => {
    answers["DELETE /auth/local-password"] = [200, {}];
    await open();
    await click("removal-open");
    expect(one("removal-warning").textContent).toContain("will control the target, without a login");
    expect(document.activeElement?.id).toBe("removal-password");
    type("removal-password", "old password");
    await submit("removal-submit");
    expect(calls[0]).toBe('DELETE /auth/local-password {"password":"old password"}');
    expect(events).toEqual(["login changes"]);
  });
  it("is refused where the network is served, with what the device says", async () => {
    answers["DELETE /auth/local-password"] = [409, refusal("network_served", "This device serves the network.")];
    await open();
    await click("removal-open");
    type("removal-password", "old password");
    await submit("removal-submit");
    expect(one("removal-error").textContent).toBe("This device serves the network.");
    await click("removal-cancel");
    expect(all("removal-warning")).toHaveLength(0);
  });
});

describe("the second factor", () => {
  it("is in force once a code was confirmed, and its secret is shown only until then", async () => {
    answers["POST /auth/totp"] = [200, { secret: "JBSWY3DP", uri: "otpauth://totp/Baton:ann?secret=JBSWY3DP" }];
    answers["PUT /auth/totp"] = [401, refusal("bad_totp", "The code is wrong.")];
    await open("factor");
    type("totp-password", "correct horse");
    await submit("totp-submit");
    expect(one("totp-secret").value).toBe("JBSWY3DP");
    expect(all("qr-code")).toHaveLength(1);
    expect(document.activeElement?.id).toBe("totp-secret");
    expect(one("totp-link").getAttribute("href")).toBe("otpauth://totp/Baton:ann?secret=JBSWY3DP");
    type("totp-code", "000000");
    await submit("totp-submit");
    expect(one("totp-error").textContent).toBe("The code is wrong.");
    answers["PUT /auth/totp"] = [200, {}];
    answers["GET /auth/me"] = own({ totp: true });
    type("totp-code", " 123456 ");
    await submit("totp-submit");
    expect(calls).toContain('PUT /auth/totp {"code":"123456"}');
    expect(all("totp-secret")).toHaveLength(0);
    expect(one("totp-state").textContent).toContain("In force");
    answers["DELETE /auth/totp"] = [200, {}];
    type("totp-password", "correct horse");
    await submit("totp-submit");
    expect(calls).toContain('DELETE /auth/totp {"password":"correct horse"}');
  });
});

describe("the logins", () => {
  it("are listed with address and browser, and ended one by one or all but this one", async () => {
    const row = { user: "ann", source: "192.0.2.7", lastUsed: new Date().toISOString() };
    answers["GET /auth/logins"] = [
      200,
      { logins: [{ ...row, id: "1", current: true, client: "Firefox/1" }, { ...row, id: "2", current: false, client: "curl/8" }] },
    ];
    answers["DELETE /auth/logins"] = [200, {}];
    await open("logins");
    expect(all("login-row").map((each) => each.querySelector(".row-text")?.textContent)).toEqual([
      "Firefoxthis browserann · 192.0.2.7 · used now",
      "curl/8ann · 192.0.2.7 · used now",
    ]);
    expect(all("end-login")).toHaveLength(1);
    await click("end-login");
    await click("end-other-logins");
    expect(calls).toEqual(
      ['{"id":"2"}', '{"all":true}'].flatMap((body) => [`DELETE /auth/logins ${body}`, "GET /auth/logins"]),
    );
  });
});

describe("API tokens", () => {
  it("are created with a scope of the own role, shown once, and revoked after a confirmation", async () => {
    answers["GET /auth/tokens"] = [200, { tokens: [{ id: "7", name: "rack", scope: "view", expires: later }] }];
    answers["POST /auth/tokens"] = [201, { id: "8", token: "secret-token" }];
    answers["DELETE /auth/tokens"] = [200, {}];
    await open("tokens");
    expect(one("token-row").textContent).toContain("View only · 60 min left");
    expect([...one("token-scope").querySelectorAll("option")].map((option) => option.value)).toEqual(["view", "control"]);
    type("token-name", "installer");
    type("token-scope", "control");
    type("token-days", "7");
    await submit("token-submit");
    expect(calls[0]).toBe('POST /auth/tokens {"name":"installer","scope":"control","days":7}');
    expect(one("token-value").value).toBe("secret-token");
    expect(document.activeElement?.id).toBe("token-value");
    await click("revoke-token");
    expect(document.activeElement).toBe(one("confirm-no"));
    await click("confirm-yes");
    expect(calls).toContain('DELETE /auth/tokens {"id":"7"}');
    expect(all("token-value")).toHaveLength(0);
  });
});

describe("accounts", () => {
  const accounts = [
    { user: "ann", role: "ADMIN", disabled: false, totp: true, owner: true },
    { user: "bob", role: "viewer", disabled: true, totp: false, owner: false },
  ];
  beforeEach(() => {
    answers["GET /auth/me"] = own({ role: "admin" });
    answers["GET /accounts"] = [200, { accounts, sharedPassword: false }];
    answers["POST /accounts"] = [201, {}];
    answers["PUT /accounts"] = [200, {}];
    answers["DELETE /accounts"] = [409, refusal("last_admin", "This would leave no administrator. Make another one first.")];
  });
  const edit = async (index: number): Promise<void> => {
    void act(() => all("account-edit")[index]?.click());
    await settle();
  };
  it("are for administrators", async () => {
    answers["GET /auth/me"] = own();
    await open();
    expect(all("tab-accounts")).toHaveLength(0);
    expect(all("tab-links")).toHaveLength(0);
  });
  it("are listed and added", async () => {
    await open("accounts");
    expect(all("account-row").map((each) => each.querySelector(".row-text")?.textContent)).toEqual([
      "annyouAdministrator · second factor · set the device up",
      "bobdisabledViewer",
    ]);
    type("account-user", "cay");
    type("account-password", "long enough");
    type("account-role", "viewer");
    await submit("account-submit");
    expect(calls).toEqual(['POST /accounts {"user":"cay","password":"long enough","role":"viewer"}', "GET /accounts"]);
  });
  it("are changed: only what is different is sent", async () => {
    await open("accounts");
    await edit(1);
    expect(document.activeElement?.id).toBe("edit-role");
    type("edit-role", "operator");
    void act(() => one("edit-disabled").click());
    type("edit-password", "a new password");
    await submit("edit-save");
    expect(calls[0]).toBe('PUT /accounts {"user":"bob","role":"operator","disabled":false,"password":"a new password"}');
    expect(document.activeElement).toBe(all("account-edit")[1]);
    await edit(0);
    void act(() => one("edit-remove-totp").click());
    await submit("edit-save");
    expect(calls).toContain('PUT /accounts {"user":"ann","removeTotp":true}');
  });
  it("are left by Escape step by step: the question, the form, and only then the dialog", async () => {
    await open("accounts");
    await edit(1);
    await click("edit-delete");
    const escape = (id: string): boolean => {
      const event = new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true });
      void act(() => void one(id).dispatchEvent(event));
      return event.defaultPrevented;
    };
    expect(escape("confirm-no")).toBe(true);
    expect(all("confirm")).toHaveLength(0);
    expect(escape("edit-save")).toBe(true);
    expect(all("edit-save")).toHaveLength(0);
    expect(document.activeElement).toBe(all("account-edit")[1]);
    expect(escape("tab-accounts")).toBe(false);
  });
  it("of the last administrator stays, with what the device says", async () => {
    await open("accounts");
    await edit(0);
    await click("edit-delete");
    expect(document.activeElement).toBe(one("confirm-no"));
    await click("confirm-yes");
    expect(calls).toEqual(['DELETE /accounts {"user":"ann"}']);
    expect(one("account-change-error").textContent).toBe("This would leave no administrator. Make another one first.");
  });
});

describe("view links", () => {
  it("are created with an end, shown once with the token in the fragment, and revoked", async () => {
    answers["GET /auth/me"] = own({ role: "admin" });
    answers["GET /auth/links"] = [200, { links: [{ id: "7", name: "wall", expires: later, idles: true }] }];
    answers["POST /auth/links"] = [201, { id: "8", token: "secret-token" }];
    answers["DELETE /auth/links"] = [200, {}];
    await open("links");
    expect(one("link-row").textContent).toContain("for a display · 60 min left");
    type("link-name", "support");
    type("link-minutes", "15");
    await submit("link-submit");
    expect(calls[0]).toBe('POST /auth/links {"name":"support","minutes":15,"idles":false}');
    expect(one("link-value").value).toBe(`${window.location.origin}/#link=secret-token`);
    await click("revoke-link");
    await click("confirm-yes");
    expect(calls).toContain('DELETE /auth/links {"id":"7"}');
  });
});

describe("the certificate", () => {
  const certificate = { sha256: "AB:CD", source: "selfSigned", subject: "CN=a", issuer: "CN=a", notBefore: later, notAfter: later };
  const choose = (id: string, content: string): void => {
    Object.defineProperty(one(id), "files", { value: [{ text: () => Promise.resolve(content) }] });
  };
  it("is shown to all, and replaced by administrators alone", async () => {
    answers["GET /device/certificate"] = [200, certificate];
    await open("certificate");
    expect(one("fingerprint").textContent).toBe("AB:CD");
    expect(one("certificate").textContent).toContain("itself (self-signed)");
    expect(all("certificate-submit")).toHaveLength(0);
  });
  it("is uploaded as one PEM text; the device says why not", async () => {
    answers["GET /auth/me"] = own({ role: "admin" });
    answers["GET /device/certificate"] = [200, certificate];
    answers["PUT /device/certificate"] = [422, refusal("key_mismatch", "The key does not belong to the certificate.")];
    await open("certificate");
    await submit("certificate-submit");
    expect(one("certificate-error").textContent).toBe("Choose the file with the certificates.");
    choose("certificate-chain", "CHAIN");
    choose("certificate-key", "KEY");
    await submit("certificate-submit");
    expect(calls).toEqual(["PUT /device/certificate CHAIN\nKEY"]);
    expect(one("certificate-error").textContent).toBe("The key does not belong to the certificate.");
    expect(one("problem-reference").textContent).toBe("key_mismatch · 1a2b3c4d");
  });
  it("is told to be missing without HTTPS", async () => {
    answers["GET /device/certificate"] = [200, { source: "none" }];
    await open("certificate");
    expect(one("certificate-none").textContent).toBe("HTTPS is disabled, so there is no certificate.");
    expect(all("certificate-submit")).toEqual([]);
  });
});

it("names browser and system of a client", () => {
  expect(clientName("Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 Safari/537.36")).toBe("Chrome on Linux");
  expect(clientName("Mozilla/5.0 (Macintosh; Intel Mac OS X) Version/18 Safari/605")).toBe("Safari on macOS");
  expect(clientName("kvm-client/2.1")).toBe("kvm-client/2.1");
  expect(clientName("")).toBe("Unknown client");
});

it("names the time that is left in one unit", () => {
  const minutes = (n: number): string => remaining(n * 60_000, 0);
  expect([-1, 0, 0.1, 60.1, 119, 120, 2879, 2880].map(minutes)).toEqual([
    "expired", "expired", "1 min left", "60 min left", "119 min left", "2 h left", "47 h left", "2 days left",
  ]);
});
