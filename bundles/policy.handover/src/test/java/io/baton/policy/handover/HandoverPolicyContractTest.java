// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import io.baton.policy.SessionPolicy;
import io.baton.testkit.SessionPolicyContract;

class HandoverPolicyContractTest extends SessionPolicyContract {

    @Override
    protected SessionPolicy policy() {
        return new HandoverPolicy();
    }
}
