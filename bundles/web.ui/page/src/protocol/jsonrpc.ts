// SPDX-License-Identifier: Apache-2.0

/** JSON-RPC 2.0 over a channel that carries text: calls with a deadline, events without an id. */

export const METHOD_NOT_FOUND = -32601;

export class RpcError extends Error {
  constructor(
    readonly code: number,
    message: string,
    readonly data?: unknown,
    readonly correlationId?: string,
  ) {
    super(message);
  }
}

export interface RpcTimers {
  set(callback: () => void, millis: number): number;
  clear(handle: number): void;
}

interface Pending {
  readonly method: string;
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: RpcError) => void;
  readonly timer: number;
}

/** The device gives up after 3 s; a client waits a little longer. */
const GIVE_UP_MILLIS = 5000;

export class RpcClient {
  private readonly pending = new Map<number, Pending>();
  private nextId = 1;

  constructor(
    private readonly send: (text: string) => void,
    private readonly onEvent: (method: string, params: unknown) => void,
    private readonly onUnsupported: (method: string) => void,
    private readonly timers: RpcTimers = {
      set: (callback, millis) => window.setTimeout(callback, millis),
      clear: (handle) => window.clearTimeout(handle),
    },
  ) {}

  call(method: string, params: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      const timer = this.timers.set(() => this.settle(id)?.reject(new RpcError(0, "timeout")), GIVE_UP_MILLIS);
      this.pending.set(id, { method, resolve, reject, timer });
      this.send(JSON.stringify({ jsonrpc: "2.0", method, params, id }));
    });
  }

  receive(text: string): void {
    let message: Record<string, unknown>;
    try {
      const value: unknown = JSON.parse(text);
      if (typeof value !== "object" || value === null) {
        return;
      }
      message = value as Record<string, unknown>;
    } catch {
      return;
    }
    if (typeof message["method"] === "string") {
      this.onEvent(message["method"], message["params"]);
      return;
    }
    const call = typeof message["id"] === "number" ? this.settle(message["id"]) : undefined;
    if (call === undefined) {
      return;
    }
    const error = message["error"] as { code?: number; message?: string; data?: unknown; correlationId?: string } | undefined;
    if (error === undefined || error === null) {
      call.resolve(message["result"]);
      return;
    }
    if (error.code === METHOD_NOT_FOUND) {
      this.onUnsupported(call.method);
    }
    call.reject(new RpcError(error.code ?? 0, error.message ?? "error", error.data, error.correlationId));
  }

  /** Fails every open call; the channel is gone. */
  close(): void {
    for (const id of [...this.pending.keys()]) {
      this.settle(id)?.reject(new RpcError(0, "closed"));
    }
  }

  private settle(id: number): Pending | undefined {
    const call = this.pending.get(id);
    if (call !== undefined) {
      this.pending.delete(id);
      this.timers.clear(call.timer);
    }
    return call;
  }
}
