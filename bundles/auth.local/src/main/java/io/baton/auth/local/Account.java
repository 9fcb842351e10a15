// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import io.baton.session.Role;
import java.util.regex.Pattern;

/**
 * An account.
 *
 * @param name 1–32 lower-case letters, digits, dots, hyphens and underscores
 * @param password its hash
 * @param totp secret of the second factor in Base32; empty for none
 * @param totpStep last time step of which a code was used; each code is valid once
 */
record Account(String name, Role role, String password, boolean disabled, String totp, long totpStep) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,31}");

    Account {
        if (!isName(name) || !PasswordHasher.isHash(password)) {
            throw new IllegalArgumentException("not an account");
        }
    }

    static Account create(String name, Role role, String password) {
        return new Account(name, role, password, false, "", 0);
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    static Reply badName() {
        return Reply.badRequest(
                "bad_value", "A user name has 1–32 lower-case letters, digits, dots, hyphens and underscores");
    }

    Account withPassword(String hash) {
        return new Account(name, role, hash, disabled, totp, totpStep);
    }

    Account withRole(Role newRole) {
        return new Account(name, newRole, password, disabled, totp, totpStep);
    }

    Account withDisabled(boolean isDisabled) {
        return new Account(name, role, password, isDisabled, totp, totpStep);
    }

    Account withTotp(String secret, long step) {
        return new Account(name, role, password, disabled, secret, step);
    }

    @Override
    public String toString() {
        return "Account[" + name + "]";
    }
}
