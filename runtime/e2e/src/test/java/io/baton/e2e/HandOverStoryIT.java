// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hand-overs among three users at the page. */
final class HandOverStoryIT {
    private static DeviceFixture fixture;
    private static PageUser ada;
    private static PageUser ben;
    private static PageUser cleo;

    @BeforeAll
    static void open() throws Exception {
        fixture = new DeviceFixture();
        fixture.set("reconnectGraceSeconds", 1);
        ada = fixture.pageUser("Ada");
        ben = fixture.pageUser("Ben");
        cleo = fixture.pageUser("Cleo");
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    /** Ada is primary, Ben and Cleo observe; all three are new sessions. */
    @BeforeEach
    void joinSessions() throws Exception {
        fixture.clear();
        ada.openPage().awaitMode("primary");
        ada.awaitSessions(1);
        ben.openPage().awaitMode("observer");
        cleo.openPage().awaitMode("observer");
        for (PageUser pageUser : List.of(ada, ben, cleo)) {
            pageUser.awaitSessions(3);
            pageUser.browser.awaitPicture();
        }
    }

    @Test
    void requestIsApprovedWhileThePrimaryTypes() throws Exception {
        int typed = ada.typeAndAwait("a").typed();
        ada.recordAnnouncements();
        ben.recordAnnouncements();

        ben.click("request-control");
        ben.awaitMode("queued");
        ada.awaitText("request-card", "Ben");
        ada.awaitAnnouncement("polite", "Ben requests control.");
        ben.awaitRow(ada, "primary");
        cleo.awaitRow(ben, "queued");
        ada.browser.type("bc");
        assertEquals(word("abc"), ada.awaitTyped(typed + 2).lastTyped() & 0xFFFFFF, "keys went on to the target");
        ada.browser.element("approve-request");
        ada.screenshot("story-request-card");
        ben.screenshot("story-queued");

        ada.click("approve-request", ben.id());
        ben.awaitMode("primary");
        ada.awaitMode("observer");
        ada.awaitNone("request-card");
        cleo.awaitRow(ben, "primary");
        ada.awaitAnnouncement("assertive", "You no longer control the target\\. Ben controls the target\\.");
        ben.awaitAnnouncement("assertive", "Your request was approved: you control the target now.");

        ada.browser.type("xyz");
        ben.typeAndAwait("de");
        assertEquals(word("bcde"), cleo.awaitTyped(typed + 4).lastTyped(), "the successor's keys, and only them");
        ben.screenshot("story-approved");
    }

    @Test
    void requestIsDeniedOrWithdrawn() {
        ben.click("request-control");
        ada.click("deny-request", ben.id());
        ben.awaitMode("observer");
        ben.awaitToast("Your request for control was denied.");
        ada.awaitNone("request-card");

        ben.click("request-control");
        ada.awaitText("request-card", "Ben");
        ben.click("cancel-request");
        ben.awaitMode("observer");
        ada.awaitNone("request-card");
        assertEquals("primary", ada.browser.state("mode"));
    }

    @Test
    void requestWithoutAnswerIsDeniedAfterTimeout() throws Exception {
        ben.recordAnnouncements();
        ben.click("request-control");
        ada.awaitText("request-card", "Ben");
        // it counts from the request
        fixture.set("requestTimeoutSeconds", 2);
        try {
            ben.awaitToast("Your request for control was not answered.");
            ben.awaitMode("observer");
            ada.awaitNone("request-card");
            ben.awaitAnnouncement("polite", "Your request for control was not answered.");
            assertEquals("primary", ada.browser.state("mode"));
        } finally {
            fixture.set("requestTimeoutSeconds", 60);
        }
    }

    @Test
    void secondRequestStaysInTheQueue() throws Exception {
        ben.click("request-control");
        ben.awaitMode("queued");
        cleo.click("request-control");
        cleo.awaitMode("queued");
        ada.awaitText("cards", "Ben");
        ada.awaitText("cards", "Cleo");
        assertTrue(ada.text("cards").indexOf("Ben") < ada.text("cards").indexOf("Cleo"), "in the order they asked");
        cleo.awaitText("mode", "2nd in queue");
        ada.screenshot("story-two-requests");

        ada.click("approve-request", cleo.id());
        cleo.awaitMode("primary");
        cleo.awaitText("request-card", "Ben");
        ben.awaitText("mode", "1st in queue");
        ada.awaitNone("request-card");

        cleo.click("release-control");
        ben.awaitMode("primary");
        cleo.awaitMode("observer");
    }

    @Test
    void primaryTransfersControlToAChosenObserver() throws Exception {
        int typed = ada.typeAndAwait("a").typed();
        ada.click("hand-over", cleo.id());
        cleo.awaitMode("primary");
        ada.awaitMode("observer");
        ben.awaitRow(cleo, "primary");
        cleo.awaitToast("Control was handed over to you.");
        cleo.typeAndAwait("c");
        assertEquals(word("ac"), ben.awaitTyped(typed + 1).lastTyped() & 0xFFFF);
    }

    @Test
    void administratorTakesOver() throws Exception {
        ben.click("claim-control");
        ben.awaitText("confirm", "Take control away from Ada?");
        ben.screenshot("story-confirm");
        ben.click("confirm-no");
        ben.awaitNone("confirm");
        assertEquals("primary", ada.browser.state("mode"));
        ben.click("claim-control");
        ben.confirm();
        ben.awaitMode("primary");
        ada.awaitMode("observer");
    }

    @Test
    void releasedControlGoesToTheSuccessorAndThenToTheFirstClaim() throws Exception {
        ada.click("release-control");
        ada.awaitMode("observer");
        ben.awaitMode("primary");
        ben.click("release-control");
        cleo.awaitMode("primary");
        cleo.click("release-control");
        for (PageUser pageUser : List.of(ada, ben, cleo)) {
            pageUser.awaitMode("observer");
            pageUser.awaitText("control-state", "No session controls");
            pageUser.awaitText("request-control", "Take control");
        }
        cleo.screenshot("story-vacant");
        ben.click("request-control");
        ben.awaitMode("primary");
        cleo.awaitRow(ben, "primary");
    }

    @Test
    void renameIsShownToOtherSessions() {
        ben.rename("Benedikt");
        for (PageUser pageUser : List.of(ada, cleo)) {
            pageUser.awaitText("session-list", "Benedikt");
        }
        cleo.click("own-name");
        cleo.fillIn("Ada");
        cleo.browser.element("rename-error");
        cleo.fillIn("Clementine");
        ada.awaitText("session-list", "Clementine");
    }

    private static int word(String text) {
        int word = 0;
        for (int i = 0; i < text.length(); i++) {
            word = word << 8 | text.charAt(i);
        }
        return word;
    }
}
