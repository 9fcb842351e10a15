// SPDX-License-Identifier: Apache-2.0
package io.baton.session;

/**
 * How a client logged in.
 *
 * @param user the account; empty where there is none
 * @param role the login's standing right
 * @param strength how the login was proved
 * @param cookie a digest that tells one login of an account from another; empty where there is none
 * @param idles whether it may watch for ever, as a display on a wall does
 */
public record Login(String user, Role role, Strength strength, String cookie, boolean idles) {

    /** How a login was proved. */
    public enum Strength {
        NONE,
        SHARED_PASSWORD,
        OWN_ACCOUNT
    }

    /** Returns the login of a client on a device that requires none. */
    public static Login unauthenticated(Role role) {
        return new Login("", role, Strength.NONE, "", false);
    }

    /** An administrator's own account, which is never asked for approval nor made to cool down. */
    public boolean isAdminAccount() {
        return role == Role.ADMIN && strength == Strength.OWN_ACCOUNT;
    }

    /** Whether both are logins of the same account, or both of none. */
    public boolean sameAccount(Login other) {
        return user.equals(other.user) && strength == other.strength;
    }

    /** Returns whether both are the same login. Without a cookie they never are. */
    public boolean sameLogin(Login other) {
        return sameAccount(other) && !cookie.isEmpty() && cookie.equals(other.cookie);
    }

    public Login withRole(Role newRole) {
        return new Login(user, newRole, strength, cookie, idles);
    }
}
