// SPDX-License-Identifier: Apache-2.0

import { asJson, defined, number, text } from "../read";

/** The device's answer to a call of the login API; of a refusal its code, its text, and the time to wait. */
export type LoginAnswer =
  | { readonly done: true }
  | { readonly done: false; readonly code: string; readonly message: string; readonly retryAfterMillis?: number };

export interface Setup {
  readonly localAuthMode: "password" | "noPassword";
  readonly user?: string;
  readonly password?: string;
  readonly code?: string;
}

export interface Credentials {
  readonly password: string;
  readonly user?: string;
  readonly totp?: string;
}

type Fetch = (path: string, init?: RequestInit) => Promise<Response>;

const UNREACHABLE: LoginAnswer = { done: false, code: "unreachable", message: "The device does not answer. Try again." };

/** Calls of the login API. The login itself is a cookie that scripts cannot read. */
export class LoginApi {
  constructor(private readonly fetch: Fetch = (path, init) => window.fetch(path, init)) {}

  /** Returns whether the device is set up; undefined when it does not answer. */
  async isSetUp(): Promise<boolean | undefined> {
    try {
      const response = await this.fetch("/device/status", { cache: "no-store" });
      const isSetup = asJson(await response.json())["isSetup"];
      return response.ok && typeof isSetup === "boolean" ? isSetup : undefined;
    } catch {
      return undefined;
    }
  }

  setUp(setup: Setup): Promise<LoginAnswer> {
    return this.post("/device/setup", setup);
  }

  logIn(credentials: Credentials): Promise<LoginAnswer> {
    return this.post("/auth/login-local", credentials);
  }

  useLink(token: string): Promise<LoginAnswer> {
    return this.post("/auth/link", { token });
  }

  private async post(path: string, body: object): Promise<LoginAnswer> {
    try {
      const response = await this.fetch(path, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });
      return response.ok ? { done: true } : refusal(await response.json().catch(() => undefined));
    } catch {
      return UNREACHABLE;
    }
  }
}

function refusal(body: unknown): LoginAnswer {
  const problem = asJson(body);
  return {
    done: false,
    code: text(problem["code"]) ?? "unknown",
    message: text(problem["error"]) ?? text(problem["detail"]) ?? "The device refused.",
    ...defined({ retryAfterMillis: number(problem["retryAfterMillis"]) }),
  };
}

/** Returns the token of a guest link. It is in the fragment, which browsers send to no server. */
export function linkToken(hash: string): string | undefined {
  return text(new URLSearchParams(hash.replace(/^#/, "")).get("link"));
}
