// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

/**
 * What is wrong with a set of settings.
 *
 * @param field the setting's name
 * @param value what it was to be, and where that came from
 * @param allowed what it may be
 * @param reason why, for people
 */
public record Violation(String field, String value, String allowed, String reason) {

    @Override
    public String toString() {
        return field + " = " + value + ": " + reason + " (allowed: " + allowed + ")";
    }
}
