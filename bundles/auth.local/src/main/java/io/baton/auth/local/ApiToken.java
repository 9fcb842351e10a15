// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import io.baton.session.Role;
import java.time.Instant;

/**
 * A token with which programs act for an account. Its value is shown once, when it is created.
 *
 * @param id public handle
 * @param account the account it acts for
 * @param scope the most its requests may do, whatever the account may
 * @param digest SHA-256 of the value, hexadecimal
 */
record ApiToken(String id, String name, String account, Role scope, String digest, Instant created, Instant expires) {}
