// SPDX-License-Identifier: Apache-2.0

import { signal } from "@preact/signals";
import { parseProblem, type Problem } from "./problem";
import { asJson, number, text } from "./read";

/** An upload, from its beginning until the next one. */
export interface UploadProgress {
  readonly name: string;
  readonly bytes: number;
  readonly sent: number;
  /** Bytes per second over the last seconds; undefined until that can be told. */
  readonly rate?: number;
  readonly state: "running" | "interrupted" | "done";
  readonly problem?: Problem;
}

export interface UploadCalls {
  /** Calls a method of virtual media. */
  call(method: string, params: Readonly<Record<string, unknown>>): Promise<{ readonly result?: unknown; readonly problem?: Problem }>;
  now(): number;
  request(): XMLHttpRequest;
}

const RATE_MILLIS = 5000;

/**
 * Uploads one file at a time, by HTTP, from the byte on that the device does not have yet. Goes on while the dialog is
 * closed. An interrupted upload keeps its file, so that it can be resumed.
 */
export class Uploader {
  readonly progress = signal<UploadProgress | undefined>(undefined);
  private file: File | undefined;
  private request: XMLHttpRequest | undefined;
  private samples: { readonly at: number; readonly sent: number }[] = [];

  constructor(private readonly calls: UploadCalls) {}

  get running(): boolean {
    return this.progress.value?.state === "running";
  }

  async start(file: File): Promise<void> {
    if (this.running) {
      return;
    }
    this.file = file;
    this.samples = [];
    this.progress.value = { name: file.name, bytes: file.size, sent: 0, state: "running" };
    const { result, problem } = await this.calls.call("startStorageFileUpload", { filename: file.name, size: file.size });
    const id = text(asJson(result)["dataChannel"]);
    const sent = number(asJson(result)["alreadyUploadedBytes"]) ?? 0;
    if (id === undefined) {
      this.interrupt(problem ?? { message: "" });
      return;
    }
    this.advance(sent);
    this.send(file, id, sent);
  }

  /** Goes on with the file of the interrupted upload. */
  async resume(): Promise<void> {
    if (this.file !== undefined) {
      await this.start(this.file);
    }
  }

  /** Stops; what arrived stays on the device. */
  stop(): void {
    this.request?.abort();
  }

  /** Forgets the last upload. */
  clear(): void {
    if (!this.running) {
      this.progress.value = undefined;
      this.file = undefined;
    }
  }

  private send(file: File, id: string, from: number): void {
    const request = this.calls.request();
    this.request = request;
    request.upload.onprogress = (event) => this.advance(from + event.loaded);
    request.onload = () => {
      if (request.status === 200) {
        this.finish();
      } else {
        this.interrupt(parseProblem(parsed(request.responseText)));
      }
    };
    request.onerror = () => this.interrupt({ code: "unreachable", message: "" });
    request.onabort = () => this.interrupt(undefined);
    request.open("POST", `/storage/upload?uploadId=${encodeURIComponent(id)}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.send(file.slice(from));
  }

  private advance(sent: number): void {
    const at = this.calls.now();
    this.samples = [...this.samples.filter((sample) => at - sample.at <= RATE_MILLIS), { at, sent }];
    const first = this.samples[0];
    const millis = first === undefined ? 0 : at - first.at;
    const before = this.progress.value;
    if (before?.state === "running") {
      this.progress.value = {
        ...before,
        sent: Math.min(sent, before.bytes),
        ...(first === undefined || millis < 500 ? {} : { rate: ((sent - first.sent) * 1000) / millis }),
      };
    }
  }

  private finish(): void {
    const before = this.progress.value;
    if (before !== undefined) {
      this.progress.value = { name: before.name, bytes: before.bytes, sent: before.bytes, state: "done" };
    }
    this.file = undefined;
  }

  private interrupt(problem: Problem | undefined): void {
    const before = this.progress.value;
    if (before !== undefined) {
      this.progress.value = {
        name: before.name,
        bytes: before.bytes,
        sent: before.sent,
        state: "interrupted",
        ...(problem === undefined ? {} : { problem }),
      };
    }
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

/** Returns the whole seconds that an upload will still take; undefined while that cannot be told. */
export function secondsLeft(progress: UploadProgress): number | undefined {
  return progress.rate === undefined || progress.rate <= 0 ? undefined : Math.ceil((progress.bytes - progress.sent) / progress.rate);
}
