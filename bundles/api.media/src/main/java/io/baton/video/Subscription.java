// SPDX-License-Identifier: Apache-2.0
package io.baton.video;

/** Something opened that ends when closed. Closing twice is fine; closing does not throw. */
public interface Subscription extends AutoCloseable {

    @Override
    void close();
}
