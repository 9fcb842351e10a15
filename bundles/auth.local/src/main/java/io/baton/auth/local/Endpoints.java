// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The table of endpoints by path and method.
 *
 * <p>Threading. Immutable; any thread.
 */
final class Endpoints {

    private static final Logger LOG = LoggerFactory.getLogger("auth.local");

    /** Makes the reply to a request. */
    interface Endpoint {
        Reply answer(Request request) throws IOException, BusyException;
    }

    private final Services services;
    private final Map<String, Map<String, Endpoint>> byPath = new LinkedHashMap<>();

    Endpoints(Services services) {
        this.services = services;
        Passwords passwords = new Passwords(services);
        Rights rights = new Rights(services);
        LoginEndpoints logins = new LoginEndpoints(services, passwords, rights);
        LoginListEndpoints list = new LoginListEndpoints(services, passwords, rights);
        AccountEndpoints accounts = new AccountEndpoints(services, passwords);
        TokenEndpoints tokens = new TokenEndpoints(services, passwords, rights);
        LinkEndpoints links = new LinkEndpoints(services, passwords, rights);
        TotpEndpoints totp = new TotpEndpoints(services, passwords, rights);
        add("POST", "/device/setup", logins::setUp);
        add("POST", "/auth/login-local", logins::logIn);
        add("POST", "/auth/logout", logins::logOut);
        add("POST", "/auth/password-local", logins::createPassword);
        add("PUT", "/auth/password-local", logins::changePassword);
        add("DELETE", "/auth/local-password", logins::deletePassword);
        add("GET", "/auth/me", logins::describe);
        add("GET", "/auth/logins", list::list);
        add("DELETE", "/auth/logins", list::end);
        add("GET", "/auth/tokens", tokens::list);
        add("POST", "/auth/tokens", tokens::create);
        add("DELETE", "/auth/tokens", tokens::revoke);
        add("GET", "/auth/links", links::list);
        add("POST", "/auth/links", links::create);
        add("DELETE", "/auth/links", links::revoke);
        add("POST", "/auth/link", links::open);
        add("POST", "/auth/totp", totp::enrol);
        add("PUT", "/auth/totp", totp::confirm);
        add("DELETE", "/auth/totp", totp::remove);
        add("GET", "/accounts", accounts::list);
        add("POST", "/accounts", accounts::add);
        add("PUT", "/accounts", accounts::change);
        add("DELETE", "/accounts", accounts::remove);
    }

    private void add(String method, String path, Endpoint endpoint) {
        byPath.computeIfAbsent(path, absent -> new LinkedHashMap<>()).put(method, endpoint);
    }

    /** Returns the methods a path takes; empty for a path that does not exist. */
    Set<String> methods(String path) {
        return new TreeSet<>(byPath.getOrDefault(path, Map.of()).keySet());
    }

    /** Answers a request to a path and method that exist. */
    Reply answer(String method, String path, Caller caller, Map<String, Object> body) {
        Endpoint endpoint = byPath.getOrDefault(path, Map.of()).get(method);
        if (endpoint == null) {
            return Reply.refused(404, "not_found", "There is nothing at this address.");
        }
        try {
            return endpoint.answer(
                    new Request(caller, services.authenticator().authenticate(caller.credentials()), body));
        } catch (RefusedException e) {
            return e.reply();
        } catch (BusyException e) {
            return Passwords.busy();
        } catch (IOException e) {
            LOG.error("accounts not stored", e);
            return Reply.refused(500, "internal_error", "The device could not store this. Its log has the details.");
        } catch (RuntimeException e) {
            LOG.error("request failed method={} path={}", method, path, e);
            return Reply.refused(500, "internal_error", "The device failed to do this. Its log has the details.");
        }
    }
}
