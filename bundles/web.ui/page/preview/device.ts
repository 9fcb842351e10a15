// SPDX-License-Identifier: Apache-2.0

/** The HTTP answers of a device for the preview: an administrator's lists, and refusals for what is sent. */

const hours = (n: number): string => new Date(Date.now() + n * 3_600_000).toISOString();
const CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36";
const FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0";

const ANSWERS: Readonly<Record<string, unknown>> = {
  "GET /auth/me": { authMode: "password", user: "ada", role: "admin", strength: "own_account", totp: false },
  "GET /auth/logins": {
    logins: [
      { id: "1", user: "ada", current: true, source: "192.0.2.7", client: CHROME, lastUsed: hours(0) },
      { id: "2", user: "grace.hopper", current: false, source: "2001:db8::44", client: FIREFOX, lastUsed: hours(-3) },
      { id: "3", user: "", current: false, source: "198.51.100.23", client: "kvm-client/2.1", lastUsed: hours(-30) },
    ],
  },
  "GET /auth/tokens": {
    tokens: [
      { id: "1", name: "rack monitor", user: "ada", scope: "view", expires: hours(700) },
      { id: "2", name: "installer", user: "grace.hopper", scope: "control", expires: hours(1.4) },
    ],
  },
  "POST /auth/tokens": { id: "3", token: "q7Zf0example0token0of0the0preview0aB3dE5gH", expires: hours(720) },
  "GET /auth/links": {
    links: [
      { id: "1", name: "wall display", expires: hours(400), idles: true },
      { id: "2", name: "support call", expires: hours(0.7), idles: false },
    ],
  },
  "POST /auth/links": { id: "3", token: "q7Zf0example0token0of0the0preview0aB3dE5gH", expires: hours(1) },
  "POST /auth/totp": { secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", uri: "otpauth://totp/Baton:ada?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Baton" },
  "GET /accounts": {
    accounts: [
      { user: "ada", role: "admin", disabled: false, totp: true, owner: true },
      { user: "grace.hopper", role: "operator", disabled: false, totp: false, owner: false },
      { user: "linus", role: "viewer", disabled: true, totp: false, owner: false },
    ],
    sharedPassword: false,
  },
  "GET /baton/upgrade": {
    id: "7",
    name: "2026.12",
    state: "probation",
    running: true,
    actor: "ada",
    begun: hours(-0.005),
    steps: ["received", "verified", "stored", "swapping", "swapped", "probation"].map((name, i) => ({
      name,
      at: hours(-0.004 + i * 0.0005),
      detail: "",
    })),
    bundles: [
      { symbolicName: "io.baton.hid.usb", fromVersion: "0.1.0", toVersion: "0.2.0" },
      { symbolicName: "io.baton.policy.handover", fromVersion: "0.1.0", toVersion: "0.2.0" },
    ],
    probationEnds: hours(0.012),
    gapMillis: 3,
    reason: "",
    detail: "",
  },
  "GET /baton/upgrade/history": {
    attempts: [
      { id: "6", name: "2026.11", state: "rolled_back", actor: "grace.hopper", begun: hours(-700), reason: "health", detail: "hid.usb reported errors." },
    ],
  },
  "GET /device/certificate": {
    sha256: Array.from({ length: 32 }, (_, i) => ((i * 37 + 11) % 256).toString(16).padStart(2, "0").toUpperCase()).join(":"),
    source: "selfSigned",
    subject: "CN=baton-3f9c.local",
    issuer: "CN=baton-3f9c.local",
    notBefore: hours(-200),
    notAfter: hours(9300),
  },
};

/** @param state `setup` is that of a new device */
export function answer(state: string, path: string, init?: RequestInit): Response {
  const body = String(init?.body);
  const known = ANSWERS[`${init?.method ?? "GET"} ${path}`];
  if (path === "/device/status") {
    return Response.json({ isSetup: state !== "setup" });
  }
  if (path === "/auth/me" && state === "open-device") {
    return Response.json({ authMode: "noPassword", user: "", role: "admin", strength: "none", totp: false });
  }
  if (known !== undefined) {
    return Response.json(known);
  }
  if (path === "/auth/login-local" && state === "locked") {
    return refuse(429, "rate_limited", "Too many failed attempts. Try again later, or on the device itself.", 868_000);
  }
  if (path === "/auth/login-local" && !body.includes("totp")) {
    return refuse(401, "totp_required", "Enter the code of your authenticator app");
  }
  if (path === "/accounts") {
    return refuse(409, "last_admin", "This would leave no administrator. Make another one first.");
  }
  return refuse(400, "bad_value", "The device says why it refused.");
}

function refuse(status: number, code: string, error: string, retryAfterMillis?: number): Response {
  return Response.json({ code, error, correlationId: "1f6e08a2", retryAfterMillis }, { status });
}
