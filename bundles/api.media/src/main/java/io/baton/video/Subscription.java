// SPDX-License-Identifier: Apache-2.0
package io.baton.video;

/** An open delivery, ended by {@link #close}. Closing twice has no effect; closing does not throw. */
public interface Subscription extends AutoCloseable {

    @Override
    void close();
}
