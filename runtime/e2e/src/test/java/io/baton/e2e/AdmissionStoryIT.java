// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.target.virtual.FrameCode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Admission at the page: Ada is primary, Ben is pending and receives nothing before he is admitted. */
final class AdmissionStoryIT {
    private static DeviceFixture fixture;
    private static PageUser ada;
    private static PageUser ben;

    @BeforeAll
    static void open() throws Exception {
        fixture = new DeviceFixture();
        fixture.set("reconnectGraceSeconds", 1);
        ada = fixture.pageUser("Ada");
        ben = fixture.pageUser("Ben");
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @BeforeEach
    void joinSessions() throws Exception {
        fixture.clear();
        ada.openPage().awaitMode("primary");
        ada.awaitSessions(1);
        ada.browser.awaitPicture();
        fixture.set("requireApproval", true);
    }

    @AfterEach
    void resetSettings() throws Exception {
        fixture.set("requireApproval", false);
        fixture.set("requireNickname", false);
        // in this order: a request that outlives its session is refused
        fixture.set("pendingTimeoutSeconds", 60);
        fixture.set("requestTimeoutSeconds", 60);
    }

    @Test
    void pendingSessionHasNoVideoUntilAdmitted() throws Exception {
        FrameCode before = ada.typeAndAwait("a");
        ada.recordAnnouncements();
        join();
        ada.awaitAnnouncement("polite", "Ben asks to join.");
        ada.awaitText("join-card", "Chrome");
        ada.awaitText("join-card", "127.0.0.1");
        ada.browser.type("b");
        assertEquals('b', ada.awaitTyped(before.typed() + 1).lastTyped() & 0xFF, "keys went on to the target");
        ada.awaitFrameAfter(before.frameNumber() + 30);
        ada.screenshot("story-join-card");
        ben.screenshot("story-waiting-room");
        assertSeesNothing(ben);

        ada.click("approve-join", ada.idOf("Ben"));
        ben.awaitMode("observer");
        ben.browser.awaitPicture();
        ada.awaitNone("join-card");
        ada.awaitRow(ben, "observer");
        ben.awaitRow(ada, "primary");
        assertEquals("primary", ada.browser.state("mode"));
    }

    @Test
    void deniedSessionIsNotifiedAndDoesNotRetry() throws Exception {
        join();
        ada.click("deny-join", ada.idOf("Ben"));
        ben.browser.awaitState("connection", "ended");
        ben.awaitText("denied", "Join request denied");
        ben.screenshot("story-denied");
        ada.awaitSessions(1);
        long tries = ben.connections();
        FrameCode now = ada.browser.awaitPicture();
        ada.awaitFrameAfter(now.frameNumber() + 60);
        assertEquals(tries, ben.connections(), "it stays away");
        ada.awaitSessions(1);

        ben.click("join-button");
        ben.awaitMode("pending");
        ada.click("approve-join", ada.idOf("Ben"));
        ben.awaitMode("observer");
        ben.browser.awaitPicture();
    }

    @Test
    void admissionWithoutAnswerTimesOutWithANotification() throws Exception {
        ben.openPage();
        ben.awaitMode("pending");
        // it counts from the join
        fixture.set("requestTimeoutSeconds", 3);
        fixture.set("pendingTimeoutSeconds", 3);
        ben.browser.awaitState("connection", "ended");
        ben.awaitText("removed", "Request not answered");
        ada.awaitNone("join-card");
        ada.awaitSessions(1);
        assertSeesNothing(ben);
    }

    @Test
    void joinWithoutApproverIsReportedUntilOneReturns() throws Exception {
        fixture.set("reconnectGraceSeconds", 30);
        try {
            join();
            ada.leavePage();
            ben.awaitText("waiting-room", "No user who could approve your session is connected");
            ben.screenshot("story-no-approver");
            ada.returnToPage();
            ada.awaitMode("primary");
            ada.awaitText("join-card", "Ben");
            ada.click("approve-join", ada.idOf("Ben"));
            ben.awaitMode("observer");
            ben.browser.awaitPicture();
        } finally {
            fixture.set("reconnectGraceSeconds", 1);
        }
    }

    @Test
    void pendingSessionIsAdmittedWhenApprovalIsTurnedOff() throws Exception {
        join();
        fixture.set("requireApproval", false);
        ben.awaitMode("observer");
        ben.browser.awaitPicture();
        ada.awaitNone("join-card");
    }

    @Test
    void sessionWithoutNicknameIsAdmittedOnceItHasOne() throws Exception {
        fixture.set("requireApproval", false);
        fixture.set("requireNickname", true);
        PageUser nameless = fixture.pageUser("");
        nameless.openPage().awaitMode("pending");
        nameless.awaitText("waiting-room", "What is your name?");
        nameless.screenshot("story-name");
        assertSeesNothing(nameless);
        nameless.fillIn("Dora");
        nameless.awaitMode("observer");
        nameless.browser.awaitPicture();
        ada.awaitRow("Dora", "observer");
    }

    private static void join() {
        ben.openPage().awaitMode("pending");
        ben.browser.element("waiting-room");
        ada.awaitText("join-card", "Ben");
        ada.awaitText("join-card", "wants to join");
    }

    /** No video was received, shown or not, and the page lists no session. */
    private static void assertSeesNothing(PageUser pageUser) {
        assertTrue(pageUser.browser.elements("video").isEmpty());
        assertEquals(0, pageUser.browser.stat("framesDecoded"));
        assertEquals(0, pageUser.browser.stat("packetsReceived"));
        assertTrue(pageUser.browser.elements("session-row").isEmpty());
    }
}
