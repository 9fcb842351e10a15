// SPDX-License-Identifier: Apache-2.0

import { asJson, defined, number, text } from "./read";

/** A change of the network that is undone unless somebody keeps it. */
export interface PendingNetwork {
  /** Epoch milliseconds. */
  readonly until: number;
  readonly by?: string;
}

export interface NetworkFacts {
  readonly name: string;
  readonly host: string;
  readonly mac: string;
  readonly up: boolean;
  readonly online: boolean;
  readonly addresses: readonly string[];
  readonly gateways: readonly string[];
  readonly dns: readonly string[];
  /** Of the DHCP server; undefined without a lease. */
  readonly leaseFrom?: string;
}

export interface FixedAddress {
  readonly address: string;
  /** Of IPv4; the address of IPv6 has its prefix. */
  readonly netmask: string;
  readonly gateway: string;
  readonly dns: string;
}

export interface NetworkSettings {
  readonly hostname: string;
  readonly domain: string;
  readonly ipv4Mode: string;
  readonly ipv4: FixedAddress;
  readonly ipv6Mode: string;
  readonly ipv6: FixedAddress;
  readonly mdns: string;
  readonly writable: boolean;
  readonly reason: string;
}

export interface TimeFacts {
  readonly synchronised: boolean;
  readonly enabled?: boolean;
  readonly server?: string;
  readonly offsetMillis?: number;
  readonly zone: string;
  readonly servers: string;
  readonly writable: boolean;
  readonly reason: string;
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === "string" && each !== "") : [];
}

/** Returns the pending change that an event tells; undefined when none waits. */
export function parsePending(value: unknown, now: number): PendingNetwork | undefined {
  const event = asJson(value);
  return event["pending"] === true
    ? { until: now + (number(event["secondsLeft"]) ?? 0) * 1000, ...defined({ by: text(event["byNickname"]) }) }
    : undefined;
}

export function parseNetworkState(value: unknown): NetworkFacts {
  const state = asJson(value);
  const six = Array.isArray(state["ipv6_addresses"]) ? state["ipv6_addresses"].map((row) => text(asJson(row)["prefix"])) : [];
  const lease = asJson(state["dhcp_lease"]);
  return {
    name: text(state["interface_name"]) ?? "",
    host: text(state["hostname"]) ?? "",
    mac: text(state["mac_address"]) ?? "",
    up: state["up"] === true && state["carrier"] !== false,
    online: state["online"] === true,
    addresses: [...texts(state["ipv4_addresses"]), ...texts(six)],
    gateways: texts([state["ipv4_gateway"], state["ipv6_gateway"]]),
    dns: texts(state["dns_servers"]),
    ...defined({ leaseFrom: state["dhcp_lease"] === undefined ? undefined : (text(lease["server_id"]) ?? "DHCP") }),
  };
}

function fixed(value: unknown): FixedAddress {
  const settings = asJson(value);
  return {
    address: text(settings["address"]) ?? text(settings["prefix"]) ?? "",
    netmask: text(settings["netmask"]) ?? "",
    gateway: text(settings["gateway"]) ?? "",
    dns: texts(settings["dns"]).join(" "),
  };
}

export function parseNetworkSettings(value: unknown): NetworkSettings {
  const settings = asJson(value);
  return {
    hostname: text(settings["hostname"]) ?? "",
    domain: text(settings["domain"]) ?? "",
    ipv4Mode: text(settings["ipv4_mode"]) ?? "unknown",
    ipv4: fixed(settings["ipv4_static"]),
    ipv6Mode: text(settings["ipv6_mode"]) ?? "unknown",
    ipv6: fixed(settings["ipv6_static"]),
    mdns: text(settings["mdns_mode"]) ?? "unknown",
    writable: settings["writable"] === true,
    reason: text(settings["reason"]) ?? "",
  };
}

export function parseTimeState(value: unknown): TimeFacts {
  const state = asJson(value);
  return {
    synchronised: state["synchronised"] === true,
    ...defined({
      enabled: typeof state["enabled"] === "boolean" ? state["enabled"] : undefined,
      server: text(state["server"]),
      offsetMillis: number(state["offsetMillis"]),
    }),
    zone: text(state["zone"]) ?? "",
    servers: texts(state["servers"]).join(" "),
    writable: state["writable"] === true,
    reason: text(state["reason"]) ?? "",
  };
}

/** Returns the words of a field: addresses are separated by blanks or commas. */
export function words(field: string): readonly string[] {
  return field.split(/[\s,]+/u).filter((word) => word !== "");
}
