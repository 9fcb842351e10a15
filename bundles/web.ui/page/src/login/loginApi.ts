// SPDX-License-Identifier: Apache-2.0

import { text } from "../read";
import type { Answer, DeviceHttp } from "./deviceHttp";

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

/** Calls of the login API that need no login. */
export class LoginApi {
  constructor(private readonly http: DeviceHttp) {}

  /** Returns whether the device is set up; undefined when it does not answer. */
  async isSetUp(): Promise<boolean | undefined> {
    const answer = await this.http.get("/device/status");
    const isSetup = answer.done ? answer.body["isSetup"] : undefined;
    return typeof isSetup === "boolean" ? isSetup : undefined;
  }

  setUp(setup: Setup): Promise<Answer> {
    return this.http.send("POST", "/device/setup", setup);
  }

  logIn(credentials: Credentials): Promise<Answer> {
    return this.http.send("POST", "/auth/login-local", credentials);
  }

  useLink(token: string): Promise<Answer> {
    return this.http.send("POST", "/auth/link", { token });
  }
}

/** Returns the token of a view link. It is in the fragment, which browsers send to no server. */
export function linkToken(hash: string): string | undefined {
  return text(new URLSearchParams(hash.replace(/^#/, "")).get("link"));
}
