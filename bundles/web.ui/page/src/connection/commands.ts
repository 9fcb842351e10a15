// SPDX-License-Identifier: Apache-2.0

import { t } from "../i18n/i18n";
import { RpcError } from "../protocol/jsonrpc";
import { asJson, text } from "../read";
import { approvalRequested, presenceConfirmed } from "../sessions/sessionState";
import type { Store } from "../store";
import type { Problem } from "../problem";
import { problemText } from "../ui/problemText";
import { rpcProblem } from "../ui/rpcProblem";

export interface Caller {
  call(method: string, params?: Readonly<Record<string, unknown>>): Promise<unknown>;
}

/**
 * The user's commands on sessions and control. Their effect arrives in the session list and the events; a refusal
 * becomes a notification. While a command is under way its name is in {@link Store.busy}.
 */
export class Commands {
  constructor(
    private readonly store: Store,
    private readonly rpc: () => Caller | undefined,
    private readonly saveNickname: (nickname: string) => void,
  ) {}

  /** Requests control; a device whose control is vacant grants it at once. */
  requestControl(): void {
    void this.run("requestControl", "requestPrimary");
  }

  cancelRequest(): void {
    void this.run("cancelRequest", "cancelPrimaryRequest");
  }

  releaseControl(): void {
    void this.run("releaseControl", "releasePrimary");
  }

  /** Takes control that is reserved for another session. */
  claimControl(): void {
    void this.run("claimControl", "claimControl");
  }

  /** Takes control from the session that has it. */
  takeOver(): void {
    const { ownId } = this.store.sessionState.value;
    if (ownId !== undefined) {
      this.transfer("takeOver", ownId);
    }
  }

  handOver(id: string): void {
    this.transfer(`handOver ${id}`, id);
  }

  kick(id: string): void {
    void this.run(`kick ${id}`, "kickSession", { sessionId: id });
  }

  decideRequest(id: string, approve: boolean): void {
    void this.run(`decide ${id}`, approve ? "approvePrimaryRequest" : "denyPrimaryRequest", { requesterID: id });
  }

  decideJoin(id: string, approve: boolean): void {
    void this.run(`decide ${id}`, approve ? "approveNewSession" : "denyNewSession", { sessionId: id });
  }

  async requestApproval(): Promise<void> {
    if (await this.run("requestApproval", "requestSessionApproval")) {
      this.store.update(approvalRequested(this.store.sessionState.value));
      this.store.notifications.add({ text: t("commands.youAskedToJoinAgain"), urgent: false, shown: true });
    }
  }

  async confirmPresence(): Promise<void> {
    if (await this.run("confirmPresence", "sessionAlive")) {
      this.store.update(presenceConfirmed(this.store.sessionState.value));
    }
  }

  /** Reports a visible page, once a minute. A failure is ignored: the next report follows. */
  async reportPresence(): Promise<void> {
    if (this.store.supports("sessionAlive")) {
      const answer = this.rpc()?.call("sessionAlive");
      await answer?.then(
        () => this.store.update(presenceConfirmed(this.store.sessionState.value)),
        () => undefined,
      );
    }
  }

  /** @returns why the name was refused; undefined when it was accepted */
  async rename(nickname: string): Promise<Problem | undefined> {
    try {
      const result = await this.connectedRpc().call("updateSessionNickname", { nickname });
      this.saveNickname(text(asJson(result)["nickname"]) ?? nickname);
      return undefined;
    } catch (error) {
      return rpcProblem(error);
    }
  }

  /** Returns a free name, or undefined when the device gives none. */
  async suggestName(): Promise<string | undefined> {
    try {
      return text(asJson(await this.connectedRpc().call("generateNickname"))["nickname"]);
    } catch {
      return undefined;
    }
  }

  /** Returns the macros that the device stores, as it answers; undefined for a device without them. */
  async keyboardMacros(): Promise<unknown> {
    try {
      return await this.connectedRpc().call("getKeyboardMacros");
    } catch {
      return undefined;
    }
  }

  /** Asks how old the frame with this RTP timestamp is; undefined while not connected. */
  videoLatency(params: Readonly<Record<string, unknown>>): Promise<unknown> | undefined {
    return this.store.supports("getVideoLatency") ? this.rpc()?.call("getVideoLatency", params) : undefined;
  }

  /** Returns the layout that the device has for its target; undefined for a device without one. */
  async keyboardLayout(): Promise<string | undefined> {
    try {
      return text(await this.connectedRpc().call("getKeyboardLayout"));
    } catch {
      return undefined;
    }
  }

  /** Stores the layout on a device that can. A failure is ignored: the browser has its own copy. */
  async setKeyboardLayout(layout: string): Promise<void> {
    if (this.store.supports("setKeyboardLayout")) {
      await this.rpc()
        ?.call("setKeyboardLayout", { layout })
        .catch(() => undefined);
    }
  }

  /** Calls a method; returns its result, or why it was refused. */
  async callMethod(method: string, params: Readonly<Record<string, unknown>> = {}): Promise<{ readonly result?: unknown; readonly problem?: Problem }> {
    try {
      return { result: await this.connectedRpc().call(method, params) };
    } catch (error) {
      return { problem: rpcProblem(error) };
    }
  }

  /** Calls a method of virtual media; returns its result, or why it was refused. */
  callMedia(method: string, params: Readonly<Record<string, unknown>> = {}): Promise<{ readonly result?: unknown; readonly problem?: Problem }> {
    return this.callMethod(method, params);
  }

  /** Names the present holder, so that control is not taken from a session that received it a moment ago. */
  private transfer(name: string, toId: string): void {
    const { control } = this.store.sessionState.value;
    const fromId = control.state === "held" ? control.sessionId : undefined;
    void this.run(name, "transferPrimary", { ...(fromId === undefined ? {} : { fromId }), toId });
  }

  private connectedRpc(): Caller {
    const rpc = this.rpc();
    if (rpc === undefined) {
      throw new RpcError(0, "closed");
    }
    return rpc;
  }

  private async run(name: string, method: string, params: Readonly<Record<string, unknown>> = {}): Promise<boolean> {
    const { store } = this;
    if (store.busy.value.has(name)) {
      return false;
    }
    store.busy.value = new Set([...store.busy.value, name]);
    try {
      await this.connectedRpc().call(method, params);
      return true;
    } catch (error) {
      const problem = rpcProblem(error);
      store.notifications.add({ text: problemText(problem), urgent: false, shown: true, problem });
      return false;
    } finally {
      store.busy.value = new Set([...store.busy.value].filter((other) => other !== name));
    }
  }
}
