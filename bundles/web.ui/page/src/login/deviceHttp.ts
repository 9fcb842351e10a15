// SPDX-License-Identifier: Apache-2.0

import { parseProblem, type Problem } from "../problem";
import { asJson, type Json } from "../read";

/** The device's answer to a call over HTTP: the body, or why it was refused. */
export type Answer =
  | { readonly done: true; readonly body: Json }
  | { readonly done: false; readonly problem: Problem };

export type Method = "GET" | "POST" | "PUT" | "DELETE";

type Fetch = (path: string, init?: RequestInit) => Promise<Response>;

const UNREACHABLE: Answer = { done: false, problem: { code: "unreachable", message: "" } };

/** Calls of the device over HTTP, JSON in and out. The login is a cookie that scripts cannot read. */
export class DeviceHttp {
  constructor(private readonly fetch: Fetch = (path, init) => window.fetch(path, init)) {}

  get(path: string): Promise<Answer> {
    return this.answer(path, { cache: "no-store" });
  }

  send(method: Exclude<Method, "GET">, path: string, body: object): Promise<Answer> {
    return this.sendBody(method, path, "application/json", JSON.stringify(body));
  }

  sendBody(method: Exclude<Method, "GET">, path: string, type: string, body: string | Blob): Promise<Answer> {
    return this.answer(path, { method, headers: { "Content-Type": type }, body });
  }

  private async answer(path: string, init: RequestInit): Promise<Answer> {
    try {
      const response = await this.fetch(path, init);
      const body: unknown = await response.json().catch(() => undefined);
      return response.ok ? { done: true, body: asJson(body) } : { done: false, problem: parseProblem(body) };
    } catch {
      return UNREACHABLE;
    }
  }
}
