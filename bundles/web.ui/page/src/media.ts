// SPDX-License-Identifier: Apache-2.0

import { asJson, number, text, time } from "./read";

export type MediaMode = "CDROM" | "Disk";

/** What the target has in its drives. */
export interface MediaState {
  /** The target has a drive of the device. */
  readonly available: boolean;
  readonly mounted?: MountedMedium;
}

export interface MountedMedium {
  readonly mode: MediaMode;
  /** The name of the image, or its address. */
  readonly name: string;
  readonly bytes: number;
  readonly readOnly: boolean;
  /** Epoch milliseconds. */
  readonly since?: number;
  /** The nickname of the session that mounted it. */
  readonly by?: string;
}

/** A whole image of the device. */
export interface StoredImage {
  readonly name: string;
  readonly bytes: number;
  /** Missing until the device has computed it. */
  readonly sha256?: string;
}

/** What arrived of an image. */
export interface UnfinishedUpload {
  readonly name: string;
  readonly bytes: number;
  readonly received: number;
  readonly running: boolean;
}

export interface StoredFiles {
  readonly images: readonly StoredImage[];
  readonly unfinished: readonly UnfinishedUpload[];
}

export function parseMediaState(value: unknown): MediaState {
  const state = asJson(value);
  const name = text(state["filename"]) ?? text(state["url"]);
  const available = state["available"] === true;
  if (state["mounted"] !== true || name === undefined) {
    return { available };
  }
  const since = time(state["since"]);
  const by = text(state["byNickname"]);
  return {
    available,
    mounted: {
      mode: state["mode"] === "Disk" ? "Disk" : "CDROM",
      name,
      bytes: number(state["size"]) ?? 0,
      readOnly: state["readOnly"] !== false,
      ...(since === undefined ? {} : { since }),
      ...(by === undefined ? {} : { by }),
    },
  };
}

export function parseFiles(value: unknown): StoredFiles {
  const answer = asJson(value);
  return {
    // clients of JetKVM find unfinished uploads among the files
    images: rows(answer["files"])
      .filter(({ row }) => row["incomplete"] !== true)
      .map(({ name, row }) => {
        const sha256 = text(row["sha256"]);
        return { name, bytes: number(row["size"]) ?? 0, ...(sha256 === undefined ? {} : { sha256 }) };
      }),
    unfinished: rows(answer["incomplete"]).map(({ name, row }) => ({
      name,
      bytes: number(row["size"]) ?? 0,
      received: number(row["alreadyUploadedBytes"]) ?? 0,
      running: row["running"] === true,
    })),
  };
}

function rows(value: unknown): { readonly name: string; readonly row: Readonly<Record<string, unknown>> }[] {
  return (Array.isArray(value) ? value : []).flatMap((each) => {
    const row = asJson(each);
    const name = text(row["filename"]);
    return name === undefined ? [] : [{ name, row }];
  });
}

/** Returns the bytes that images may still take. */
export function parseFreeBytes(value: unknown): number | undefined {
  return number(asJson(value)["bytesFree"]);
}
