// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

/** The name of this bundle's one logger. */
final class LoggerName {

    static final String VALUE = "session.coordinator";

    private LoggerName() {}
}
