// SPDX-License-Identifier: Apache-2.0

import { RpcError } from "../protocol/jsonrpc";
import { asJson, text } from "../read";
import { askedAgain, stillHere } from "../sessions/house";
import type { Store } from "../store";
import { failureWords } from "../ui/failures";

export interface Caller {
  call(method: string, params?: Readonly<Record<string, unknown>>): Promise<unknown>;
}

/**
 * What a person can tell the device about sessions and control. What comes of it is heard, like everything, in the list
 * and the events; a refusal is shown. While one is under way its name is in {@link Store.busy}.
 */
export class Commands {
  constructor(
    private readonly store: Store,
    private readonly rpc: () => Caller | undefined,
    private readonly remember: (nickname: string) => void,
  ) {}

  /** Asks for control; while it is vacant it comes at once. */
  ask(): void {
    void this.tell("ask", "requestPrimary");
  }

  cancel(): void {
    void this.tell("cancel", "cancelPrimaryRequest");
  }

  release(): void {
    void this.tell("release", "releasePrimary");
  }

  /** Takes control that is kept for somebody else. */
  claim(): void {
    void this.tell("claim", "claimControl");
  }

  /** Takes control away from whoever has it. */
  takeOver(): void {
    const { me } = this.store.house.value;
    if (me !== undefined) {
      this.pass("takeOver", me);
    }
  }

  handOver(id: string): void {
    this.pass(`handOver ${id}`, id);
  }

  kick(id: string): void {
    void this.tell(`kick ${id}`, "kickSession", { sessionId: id });
  }

  decideRequest(id: string, approve: boolean): void {
    void this.tell(`card ${id}`, approve ? "approvePrimaryRequest" : "denyPrimaryRequest", { requesterID: id });
  }

  decideNewcomer(id: string, approve: boolean): void {
    void this.tell(`card ${id}`, approve ? "approveNewSession" : "denyNewSession", { sessionId: id });
  }

  async askToBeLetIn(): Promise<void> {
    if (await this.tell("knock", "requestSessionApproval")) {
      this.store.update(askedAgain(this.store.house.value));
      this.store.remarks.say({ words: "You asked again to be let in.", urgent: false, shown: true });
    }
  }

  async stillHere(): Promise<void> {
    if (await this.tell("alive", "sessionAlive")) {
      this.store.update(stillHere(this.store.house.value));
    }
  }

  /** Once a minute while the page can be seen; a failure is nobody's business. */
  async alive(): Promise<void> {
    if (this.store.supports("sessionAlive")) {
      const said = this.rpc()?.call("sessionAlive");
      await said?.then(
        () => this.store.update(stillHere(this.store.house.value)),
        () => undefined,
      );
    }
  }

  /** @returns what is wrong with the name; undefined when it is taken on */
  async rename(nickname: string): Promise<string | undefined> {
    try {
      const result = await this.line().call("updateSessionNickname", { nickname });
      this.remember(text(asJson(result)["nickname"]) ?? nickname);
      return undefined;
    } catch (error) {
      return failureWords(error);
    }
  }

  /** A free name, or undefined when there is none to be had. */
  async suggest(): Promise<string | undefined> {
    try {
      return text(asJson(await this.line().call("generateNickname"))["nickname"]);
    } catch {
      return undefined;
    }
  }

  /** From whom it is seen to be, so that it is not taken from somebody it just went to. */
  private pass(name: string, toId: string): void {
    const { control } = this.store.house.value;
    const fromId = control.state === "held" ? control.sessionId : undefined;
    void this.tell(name, "transferPrimary", { ...(fromId === undefined ? {} : { fromId }), toId });
  }

  private line(): Caller {
    const rpc = this.rpc();
    if (rpc === undefined) {
      throw new RpcError(0, "closed");
    }
    return rpc;
  }

  private async tell(name: string, method: string, params: Readonly<Record<string, unknown>> = {}): Promise<boolean> {
    const { store } = this;
    if (store.busy.value.has(name)) {
      return false;
    }
    store.busy.value = new Set([...store.busy.value, name]);
    try {
      await this.line().call(method, params);
      return true;
    } catch (error) {
      store.remarks.say({ words: failureWords(error), urgent: false, shown: true });
      return false;
    } finally {
      store.busy.value = new Set([...store.busy.value].filter((other) => other !== name));
    }
  }
}
