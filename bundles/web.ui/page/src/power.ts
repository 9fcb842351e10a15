// SPDX-License-Identifier: Apache-2.0

import { asJson, defined, number, text } from "./read";

/** What can be done to the power of the target, as the wire names it. */
export type PowerAction = "power-short" | "power-long" | "reset" | "on" | "off";

const ACTIONS: readonly PowerAction[] = ["power-short", "power-long", "reset", "on", "off"];

/** A power control of the device. What it does not know is missing. */
export interface PowerProvider {
  readonly kind: string;
  readonly name: string;
  /** Whether calls go to this one. */
  readonly active: boolean;
  /** Whether another one does the same, and none is chosen. */
  readonly competing: boolean;
  readonly actions: readonly PowerAction[];
  readonly on?: boolean;
  readonly disk?: boolean;
  readonly volts?: number;
  readonly amperes?: number;
  readonly watts?: number;
  /** What the supply does after a power cut: 0 off, 1 on, 2 as before. */
  readonly restoreState?: number;
  /** Why it can do nothing at present. */
  readonly problem?: string;
}

export function parsePowerStatus(value: unknown): readonly PowerProvider[] {
  const rows = asJson(value)["providers"];
  return Array.isArray(rows) ? rows.map(provider) : [];
}

function provider(value: unknown): PowerProvider {
  const row = asJson(value);
  const actions = row["actions"];
  return {
    kind: text(row["kind"]) ?? "",
    name: text(row["name"]) ?? text(row["kind"]) ?? "",
    active: row["active"] === true,
    competing: row["competing"] === true,
    actions: ACTIONS.filter((action) => Array.isArray(actions) && actions.includes(action)),
    ...defined({
      on: flag(row["on"]),
      disk: flag(row["disk"]),
      volts: number(row["volts"]),
      amperes: number(row["amperes"]),
      watts: number(row["watts"]),
      restoreState: number(row["restoreState"]),
      problem: text(row["problem"]),
    }),
  };
}

function flag(value: unknown): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

/** Returns the call that does an action. */
export function callOf(action: PowerAction): readonly [method: string, params: Readonly<Record<string, unknown>>] {
  return action === "on" || action === "off" ? ["setDCPowerState", { enabled: action === "on" }] : ["setATXPowerAction", { action }];
}

/** A computer that a magic packet wakes. */
export interface WakeTarget {
  readonly name: string;
  readonly macAddress: string;
  /** Where the packet goes; missing for the networks of the device. */
  readonly broadcastIP?: string;
}

export function parseWakeTargets(value: unknown): readonly WakeTarget[] {
  return Array.isArray(value)
    ? value.flatMap((each): WakeTarget[] => {
        const row = asJson(each);
        const name = text(row["name"]);
        const macAddress = text(row["macAddress"]);
        return name === undefined || macAddress === undefined ? [] : [{ name, macAddress, ...defined({ broadcastIP: text(row["broadcastIP"]) }) }];
      })
    : [];
}
