// SPDX-License-Identifier: Apache-2.0

import { useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { t } from "../../i18n/i18n";
import { parseOwnLogin, type OwnLogin } from "../../login/account";
import type { Answer, DeviceHttp } from "../../login/deviceHttp";
import type { Commands } from "../../connection/commands";
import type { Store } from "../../store";
import { CloseIcon } from "../icons";
import { NetworkPanel } from "../network/NetworkPanel";
import { ProblemNote } from "../ProblemNote";
import { AccountList } from "./AccountList";
import { CertificatePanel } from "./CertificatePanel";
import { LinkList } from "./LinkList";
import { useLoaded } from "./loaded";
import { LoginList } from "./LoginList";
import { OwnAccount } from "./OwnAccount";
import { SoftwarePanel } from "./SoftwarePanel";
import { TokenList } from "./TokenList";
import { TotpForm } from "./TotpForm";

/** What a panel of the dialog needs. */
export interface PanelProps {
  readonly http: DeviceHttp;
  readonly own: OwnLogin;
  /** Reads the own login again. */
  readonly onChanged: () => void;
  /** Called with a call that replaces the own login, before its answer. */
  readonly onLoginChange: (change: Promise<Answer>) => void;
  readonly onLoggedOut: () => void;
  /** For what goes over the session's connection; undefined where there is none. */
  readonly live?: { readonly store: Store; readonly commands: Commands };
}

interface Tab {
  readonly name: string;
  readonly label: string;
  readonly shown: (own: OwnLogin) => boolean;
  readonly Panel: (props: PanelProps) => JSX.Element;
}

function NetworkTab({ live }: PanelProps): JSX.Element {
  return live === undefined ? <></> : <NetworkPanel store={live.store} commands={live.commands} />;
}

const withPassword = (own: OwnLogin): boolean => own.hasPassword && !own.byLink;

const administers = (own: OwnLogin): boolean => own.hasPassword && own.role === "admin";

const TABS: readonly Tab[] = [
  { name: "own", get label() { return t("accountDialog.myAccount"); }, shown: () => true, Panel: OwnAccount },
  { name: "factor", get label() { return t("common.secondFactor"); }, shown: (own) => own.ownAccount, Panel: TotpForm },
  { name: "logins", get label() { return t("accountDialog.logins"); }, shown: withPassword, Panel: LoginList },
  { name: "tokens", get label() { return t("common.apiTokens"); }, shown: withPassword, Panel: TokenList },
  { name: "accounts", get label() { return t("common.accounts"); }, shown: administers, Panel: AccountList },
  { name: "links", get label() { return t("common.viewLinks"); }, shown: administers, Panel: LinkList },
  { name: "certificate", get label() { return t("common.certificate"); }, shown: (own) => !own.byLink, Panel: CertificatePanel },
  { name: "network", get label() { return t("network.title"); }, shown: (own) => own.role === "admin", Panel: NetworkTab },
  { name: "software", get label() { return t("common.software"); }, shown: (own) => own.role === "admin", Panel: SoftwarePanel },
];

interface Props extends Omit<PanelProps, "own" | "onChanged"> {
  readonly onClose: () => void;
  /** What screen readers are to hear while the page behind the dialog is inert. */
  readonly children?: ComponentChildren;
}

/**
 * The own account and, for administrators, those of others. A modal dialog: the page behind it, with the screen of the
 * target, has neither focus nor keys, and gets the focus back when the dialog is closed.
 */
export function AccountDialog({ onClose, children, ...panel }: Props): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const chosen = useSignal("own");
  const loaded = useLoaded(panel.http, "/auth/me", parseOwnLogin);
  const own = loaded.value.value;
  useEffect(() => dialog.current?.showModal(), []);

  const tabs = own === undefined ? [] : TABS.filter((tab) => tab.shown(own) && (tab.name !== "network" || panel.live !== undefined));
  const open = tabs.find((tab) => tab.name === chosen.value) ?? tabs[0];
  const choose = (name: string | undefined): void => {
    if (name !== undefined) {
      chosen.value = name;
      document.getElementById(`account-tab-${name}`)?.focus();
    }
  };
  // The lists come after the dialog: the focus is on the button that closes it until then.
  useEffect(() => choose(open?.name), [own !== undefined]);
  const arrow = (event: KeyboardEvent): void => {
    const at = tabs.findIndex((tab) => tab.name === open?.name);
    const to = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      choose(tabs.at(to % tabs.length)?.name);
    }
  };

  return (
    <dialog ref={dialog} class="account-dialog" aria-labelledby="account-title" data-testid="account-dialog" onClose={onClose}>
      <header class="dialog-head">
        <h2 id="account-title">{t("accountDialog.accountAndAccess")}</h2>
        <button type="button" class="icon-button" aria-label={t("common.close")} title={t("common.close")} data-testid="account-close" onClick={() => dialog.current?.close()}>
          <CloseIcon />
        </button>
      </header>
      <div class="dialog-body">
        <div class="tabs" role="tablist" aria-label={t("accountDialog.accountAndAccess")} aria-orientation="vertical" onKeyDown={arrow}>
          {tabs.map((tab) => (
            <button
              key={tab.name}
              type="button"
              role="tab"
              id={`account-tab-${tab.name}`}
              class="tab"
              data-testid={`tab-${tab.name}`}
              aria-selected={tab === open}
              aria-controls="account-panel"
              tabIndex={tab === open ? 0 : -1}
              onClick={() => choose(tab.name)}
            >
              {tab.label}
            </button>
          ))}
        </div>
        <div
          id="account-panel"
          class="panel"
          role="tabpanel"
          aria-labelledby={open === undefined ? "account-title" : `account-tab-${open.name}`}
          data-testid={open === undefined ? "panel" : `panel-${open.name}`}
        >
          <ProblemNote problem={loaded.problem.value} id="account-error" />
          {own !== undefined && open !== undefined && (
            <open.Panel key={open.name} {...panel} own={own} onChanged={() => void loaded.reload()} />
          )}
        </div>
      </div>
      {children}
    </dialog>
  );
}
