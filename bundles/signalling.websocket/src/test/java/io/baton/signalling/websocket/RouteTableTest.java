// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which declaration is in force for a path; what declares nothing is refused (S1). */
class RouteTableTest {

    private final RouteTable routes = new RouteTable();

    @BeforeEach
    void addRoutes() {
        routes.add("page", new String[] {"/", "/static/*"}, new String[] {"/ PUBLIC", "/static/* PUBLIC"});
        routes.add("device", new String[] {"/device", "/device/status"}, new String[] {
            "/device LOGIN", "/device/status PUBLIC"
        });
        routes.add("new", "/new", null);
        routes.add("odd", "/odd/*", "/odd/* SOMETIMES");
        routes.add("accounts", "/accounts/*", "/accounts/* ADMIN");
        routes.add("me", "/accounts/me/*", "/accounts/me/* LOGIN");
    }

    @ParameterizedTest
    @CsvSource({
        "/, PUBLIC",
        "/anything, PUBLIC",
        "/static/a.js, PUBLIC",
        "/device, LOGIN",
        "/device/status, PUBLIC",
        "/device/other, PUBLIC",
        "/accounts, ADMIN",
        "/accounts/, ADMIN",
        "/accounts/ann/role, ADMIN",
        "/accounts/me/password, LOGIN"
    })
    void pathHasTheAccessOfItsPattern(String path, String access) {
        assertEquals(Optional.of(access), routes.access(path));
    }

    @ParameterizedTest
    @CsvSource({"/new", "/odd/thing"})
    void s1RouteWithoutADeclarationIsRefused(String path) {
        assertEquals(Optional.empty(), routes.access(path));
    }

    @Test
    void s1PathThatNothingServesIsRefused() {
        assertEquals(Optional.empty(), new RouteTable().access("/device"));
    }

    @Test
    void stricterOfTwoDeclarationsIsInForce() {
        routes.add("other", "/device", "/device PUBLIC");
        assertEquals(Optional.of("LOGIN"), routes.access("/device"));
    }

    @Test
    void routeMayBeDeclaredByAnotherComponent() {
        routes.add("guard", null, "/new ADMIN");
        assertEquals(Optional.of("ADMIN"), routes.access("/new"));
    }

    /** A replacement beside the old bundle: the new servlet is there before the old one goes. */
    @Test
    void removalOfOneOfTwoServicesLeavesTheRouteDeclared() {
        routes.add("next", "/device", "/device LOGIN");
        routes.remove("device");
        assertEquals(Optional.of("LOGIN"), routes.access("/device"));
        routes.remove("next");
        assertEquals(Optional.of("PUBLIC"), routes.access("/device"), "of the page");
    }
}
