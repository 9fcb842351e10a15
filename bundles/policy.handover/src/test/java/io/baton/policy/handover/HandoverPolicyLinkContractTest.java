// SPDX-License-Identifier: Apache-2.0
package io.baton.policy.handover;

import io.baton.policy.SessionPolicy;
import io.baton.testkit.PolicyLinkContract;

class HandoverPolicyLinkContractTest extends PolicyLinkContract {

    @Override
    protected SessionPolicy policy() {
        return new HandoverPolicy();
    }
}
