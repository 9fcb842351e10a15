// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import io.baton.policy.SessionPolicy;
import io.baton.testkit.PolicyControlContract;

class HandoverPolicyControlContractTest extends PolicyControlContract {

    @Override
    protected SessionPolicy policy() {
        return new HandoverPolicy();
    }
}
