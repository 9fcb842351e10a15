// SPDX-License-Identifier: Apache-2.0

import { signal, useSignal, type Signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { Commands } from "../../connection/commands";
import { t } from "../../i18n/i18n";
import { parseNetworkSettings, parseNetworkState, words, type FixedAddress, type NetworkFacts, type NetworkSettings } from "../../network";
import type { Problem } from "../../problem";
import type { Store } from "../../store";
import { Select } from "../account/Select";
import { Field } from "../Field";
import { ProblemNote } from "../ProblemNote";
import { PendingNetworkBanner } from "./PendingNetworkBanner";
import { TimePart } from "./TimePart";

interface Props {
  readonly store: Store;
  readonly commands: Commands;
}

/** How the device is reached, and for a device that can, its change. For administrators. */
export function NetworkPanel({ store, commands }: Props): JSX.Element {
  const state = useSignal<NetworkFacts | undefined>(undefined);
  const settings = useSignal<NetworkSettings | undefined>(undefined);
  const problem = useSignal<Problem | undefined>(undefined);
  const told = store.networkTold.value;
  const pending = store.networkPending.value;
  useEffect(() => {
    const load = async (): Promise<void> => {
      const [facts, present] = await Promise.all([commands.callMethod("getNetworkState"), commands.callMethod("getNetworkSettings")]);
      problem.value = facts.problem ?? present.problem;
      if (facts.problem === undefined) {
        state.value = parseNetworkState(facts.result);
      }
      if (present.problem === undefined) {
        settings.value = parseNetworkSettings(present.result);
      }
    };
    void load();
  }, [told, pending === undefined]);

  return (
    <>
      <section class="panel-part">
        <h3>{t("network.title")}</h3>
        <ProblemNote problem={problem.value} id="network-error" />
        {state.value !== undefined && <Facts state={state.value} />}
      </section>
      <PendingNetworkBanner store={store} commands={commands} id="network-pending" />
      {settings.value !== undefined && !settings.value.writable && (
        <p class="quiet" data-testid="network-readonly">
          {t("network.readOnly", { reason: settings.value.reason })}
        </p>
      )}
      {settings.value !== undefined && settings.value.writable && pending === undefined && (
        <SettingsForm key={JSON.stringify(settings.value)} present={settings.value} commands={commands} />
      )}
      <TimePart commands={commands} />
    </>
  );
}

function Facts({ state }: { readonly state: NetworkFacts }): JSX.Element {
  const rows: readonly (readonly [string, string])[] = [
    [t("network.interface"), state.name === "" ? t("network.noInterface") : `${state.name} (${state.up ? t("network.connected") : t("network.notConnected")})`],
    [t("network.hostName"), state.host],
    [t("network.mac"), state.mac],
    [t("network.addresses"), state.addresses.join(", ")],
    [t("network.gateway"), state.gateways.join(", ")],
    [t("network.dns"), state.dns.join(", ")],
    [t("network.lease"), state.leaseFrom ?? ""],
  ];
  return (
    <dl class="certificate" data-testid="network-state" data-online={state.online}>
      {rows
        .filter(([, value]) => value !== "")
        .map(([label, value]) => [<dt key={label}>{label}</dt>, <dd key={`${label}=`}>{value}</dd>])}
    </dl>
  );
}

type FixedFields = Readonly<Record<keyof FixedAddress, Signal<string>>>;

function fieldsOf(fixed: FixedAddress): FixedFields {
  return { address: signal(fixed.address), netmask: signal(fixed.netmask), gateway: signal(fixed.gateway), dns: signal(fixed.dns) };
}

interface FormProps {
  readonly present: NetworkSettings;
  readonly commands: Commands;
}

function SettingsForm({ present, commands }: FormProps): JSX.Element {
  const form = useMemo(
    () => ({
      hostname: signal(present.hostname),
      domain: signal(present.domain),
      mdns: signal(present.mdns),
      ipv4Mode: signal(present.ipv4Mode),
      ipv4: fieldsOf(present.ipv4),
      ipv6Mode: signal(present.ipv6Mode),
      ipv6: fieldsOf(present.ipv6),
    }),
    [],
  );
  const busy = useSignal(false);
  const problem = useSignal<Problem | undefined>(undefined);
  const changes = changesOf(present, form);
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (busy.value || changes.length === 0) {
      return;
    }
    busy.value = true;
    const four = form.ipv4;
    const six = form.ipv6;
    const answer = await commands.callMethod("setNetworkSettings", {
      settings: {
        hostname: form.hostname.value,
        domain: form.domain.value,
        mdns_mode: form.mdns.value,
        ipv4_mode: form.ipv4Mode.value,
        ...(form.ipv4Mode.value === "static"
          ? { ipv4_static: { address: four.address.value, netmask: four.netmask.value, gateway: four.gateway.value, dns: words(four.dns.value) } }
          : {}),
        ipv6_mode: form.ipv6Mode.value,
        ...(form.ipv6Mode.value === "static" ? { ipv6_static: { prefix: six.address.value, gateway: six.gateway.value, dns: words(six.dns.value) } } : {}),
      },
    });
    problem.value = answer.problem;
    busy.value = false;
  };
  const unknown = (mode: string): readonly (readonly [string, string])[] => (mode === "unknown" ? [["unknown", t("network.modeUnknown")]] : []);
  return (
    <form class="panel-part" aria-labelledby="network-change-title" data-testid="network-form" onSubmit={(event) => void submit(event)}>
      <h3 id="network-change-title">{t("network.change")}</h3>
      <p class="quiet">{t("network.undoesItself")}</p>
      <Field id="network-hostname" label={t("network.hostName")} value={form.hostname} autoComplete="off" errorId="network-form-error" />
      <Field id="network-domain" label={t("network.domain")} value={form.domain} autoComplete="off" optional errorId="network-form-error" />
      <Select
        id="network-mdns"
        label={t("network.mdns")}
        value={form.mdns}
        options={[...unknown(present.mdns), ["disabled", t("network.off")], ["auto", t("network.on")]]}
      />
      <Select
        id="network-ipv4-mode"
        label={t("network.ipv4")}
        value={form.ipv4Mode}
        options={[...unknown(present.ipv4Mode), ["dhcp", t("network.byDhcp")], ["static", t("network.fixed")], ["disabled", t("network.off")]]}
      />
      {form.ipv4Mode.value === "static" && <FixedPart version="ipv4" fields={form.ipv4} />}
      <Select
        id="network-ipv6-mode"
        label={t("network.ipv6")}
        value={form.ipv6Mode}
        options={[
          ...unknown(present.ipv6Mode),
          ["slaac", t("network.slaac")],
          ["dhcpv6", t("network.dhcpv6")],
          ["slaac_and_dhcpv6", t("network.slaacAndDhcpv6")],
          ["static", t("network.fixed")],
          ["link_local", t("network.linkLocal")],
          ["disabled", t("network.off")],
        ]}
      />
      {form.ipv6Mode.value === "static" && <FixedPart version="ipv6" fields={form.ipv6} />}
      {changes.length > 0 && (
        <ul class="quiet" data-testid="network-changes" aria-label={t("network.whatChanges")}>
          {changes.map((change) => (
            <li key={change}>{change}</li>
          ))}
        </ul>
      )}
      <ProblemNote problem={problem.value} id="network-form-error" />
      <div class="buttons">
        <button type="submit" class="small-button" data-kind="go" data-testid="network-submit" aria-disabled={busy.value || changes.length === 0}>
          {t("network.apply")}
        </button>
      </div>
    </form>
  );
}

function FixedPart({ version, fields }: { readonly version: "ipv4" | "ipv6"; readonly fields: FixedFields }): JSX.Element {
  const error = "network-form-error";
  return (
    <>
      <Field id={`network-${version}-address`} label={version === "ipv4" ? t("network.address") : t("network.addressWithPrefix")} value={fields.address} autoComplete="off" errorId={error} />
      {version === "ipv4" && <Field id="network-ipv4-netmask" label={t("network.netmask")} value={fields.netmask} autoComplete="off" errorId={error} />}
      <Field id={`network-${version}-gateway`} label={t("network.gateway")} value={fields.gateway} autoComplete="off" optional errorId={error} />
      <Field id={`network-${version}-dns`} label={t("network.dns")} value={fields.dns} autoComplete="off" optional errorId={error} />
    </>
  );
}

interface Form {
  readonly hostname: Signal<string>;
  readonly domain: Signal<string>;
  readonly mdns: Signal<string>;
  readonly ipv4Mode: Signal<string>;
  readonly ipv4: FixedFields;
  readonly ipv6Mode: Signal<string>;
  readonly ipv6: FixedFields;
}

/** Returns what differs from the present settings, a line each. */
function changesOf(present: NetworkSettings, form: Form): readonly string[] {
  const rows: readonly (readonly [string, string, string])[] = [
    [t("network.hostName"), present.hostname, form.hostname.value],
    [t("network.domain"), present.domain, form.domain.value],
    [t("network.mdns"), present.mdns, form.mdns.value],
    [t("network.ipv4"), shown(present.ipv4Mode, present.ipv4), shown(form.ipv4Mode.value, valuesOf(form.ipv4))],
    [t("network.ipv6"), shown(present.ipv6Mode, present.ipv6), shown(form.ipv6Mode.value, valuesOf(form.ipv6))],
  ];
  return rows.filter(([, before, after]) => before !== after).map(([label, before, after]) => t("network.changeLine", { label, before: before === "" ? "–" : before, after: after === "" ? "–" : after }));
}

function valuesOf(fields: FixedFields): FixedAddress {
  return { address: fields.address.value, netmask: fields.netmask.value, gateway: fields.gateway.value, dns: fields.dns.value };
}

function shown(mode: string, fixed: FixedAddress): string {
  return mode === "static" ? [fixed.address, fixed.netmask, fixed.gateway, ...words(fixed.dns)].filter((part) => part !== "").join(" ") : mode;
}
