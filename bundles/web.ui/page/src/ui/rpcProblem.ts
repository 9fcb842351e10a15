// SPDX-License-Identifier: Apache-2.0

import { t } from "../i18n/i18n";
import type { Problem } from "../problem";
import { RpcError } from "../protocol/jsonrpc";
import { defined, text } from "../read";

const REFUSED = -32000;
/** Also the code of a wrong value. The data says what is wrong, in a sentence. */
const INTERNAL = -32603;

/** Returns why a call failed; of a refusal with the code and the correlation id of the device. */
export function rpcProblem(error: unknown): Problem {
  if (!(error instanceof RpcError)) {
    return { message: t("rpcProblem.theCommandFailedTryAgain") };
  }
  if (error.code === REFUSED) {
    return {
      message: error.message,
      code: text(error.data) ?? "unknown",
      ...defined({ correlationId: error.correlationId }),
    };
  }
  const sentence = error.code === INTERNAL ? text(error.data) : undefined;
  if (sentence !== undefined) {
    return { message: sentence, ...defined({ correlationId: error.correlationId }) };
  }
  switch (error.message) {
    case "timeout":
      return { message: t("rpcProblem.theDeviceDidNotAnswerIn") };
    case "closed":
      return { message: t("rpcProblem.theConnectionWasLostTryAgain") };
    default:
      return { message: t("rpcProblem.theDeviceCouldNotDoThat"), ...defined({ correlationId: error.correlationId }) };
  }
}
