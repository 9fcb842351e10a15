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
import org.junit.jupiter.api.Timeout;

/** Ada controls, Ben is at the door, and he sees nothing before he is let in. */
@Timeout(120)
final class AdmissionStoryIT {
    private static DeviceFixture house;
    private static PageUser ada;
    private static PageUser ben;

    @BeforeAll
    static void open() throws Exception {
        house = new DeviceFixture();
        house.set("reconnectGraceSeconds", 1);
        ada = house.visitor("Ada");
        ben = house.visitor("Ben");
    }

    @AfterAll
    static void close() {
        house.close();
    }

    @BeforeEach
    void arrive() throws Exception {
        house.clear();
        ada.come().awaitMode("primary");
        ada.awaitPeople(1);
        ada.browser.awaitPicture();
        house.set("requireApproval", true);
    }

    @AfterEach
    void openAgain() throws Exception {
        house.set("requireApproval", false);
        house.set("requireNickname", false);
        house.set("requestTimeoutSeconds", 60);
        house.set("pendingTimeoutSeconds", 60);
    }

    @Test
    void aNewcomerWaitsWithoutAPictureUntilItIsLetIn() throws Exception {
        FrameCode before = ada.types("a");
        ada.listen();
        knock();
        ada.heard("polite", "Ben asks to join.");
        ada.reads("join-card", "Chrome");
        ada.reads("join-card", "127.0.0.1");
        ada.browser.type("b");
        assertEquals('b', ada.seesTyped(before.typed() + 1).lastTyped() & 0xFF, "keys went on to the target");
        ada.awaitStampAfter(before.frameNumber() + 30);
        ada.screenshot("story-join-card");
        ben.screenshot("story-waiting-room");
        assertSeesNothing(ben);

        ada.click("approve-join", ada.idOf("Ben"));
        ben.awaitMode("observer");
        ben.browser.awaitPicture();
        ada.awaitNone("join-card");
        ada.sees(ben, "observer");
        ben.sees(ada, "primary");
        assertEquals("primary", ada.browser.state("mode"));
    }

    @Test
    void whoIsDeniedIsToldAndDoesNotKnockAgainByItself() throws Exception {
        knock();
        ada.click("deny-join", ada.idOf("Ben"));
        ben.browser.awaitState("connection", "ended");
        ben.reads("denied", "Join request denied");
        ben.screenshot("story-denied");
        ada.awaitPeople(1);
        long tries = ben.connections();
        FrameCode now = ada.browser.awaitPicture();
        ada.awaitStampAfter(now.frameNumber() + 60);
        assertEquals(tries, ben.connections(), "it stays away");
        ada.awaitPeople(1);

        ben.click("join-button");
        ben.awaitMode("pending");
        ada.click("approve-join", ada.idOf("Ben"));
        ben.awaitMode("observer");
        ben.browser.awaitPicture();
    }

    @Test
    void whoNobodyAnswersIsToldSo() throws Exception {
        house.set("requestTimeoutSeconds", 3);
        house.set("pendingTimeoutSeconds", 3);
        ben.come();
        ben.awaitMode("pending");
        ben.browser.awaitState("connection", "ended");
        ben.reads("removed", "Request not answered");
        ada.awaitNone("join-card");
        ada.awaitPeople(1);
        assertSeesNothing(ben);
    }

    @Test
    void whoKnocksWhileNobodyCanOpenIsToldSoUntilSomebodyComesBack() throws Exception {
        house.set("reconnectGraceSeconds", 30);
        try {
            knock();
            ada.away();
            ben.reads("waiting-room", "No user who could approve your session is connected");
            ben.screenshot("story-no-approver");
            ada.back();
            ada.awaitMode("primary");
            ada.reads("join-card", "Ben");
            ada.click("approve-join", ada.idOf("Ben"));
            ben.awaitMode("observer");
            ben.browser.awaitPicture();
        } finally {
            house.set("reconnectGraceSeconds", 1);
        }
    }

    @Test
    void whenApprovalIsNotWantedAnyMoreWhoWaitsComesIn() throws Exception {
        knock();
        house.set("requireApproval", false);
        ben.awaitMode("observer");
        ben.browser.awaitPicture();
        ada.awaitNone("join-card");
    }

    @Test
    void whoHasNoNameIsAskedForOneAndThenComesIn() throws Exception {
        house.set("requireApproval", false);
        house.set("requireNickname", true);
        PageUser nameless = house.visitor("");
        nameless.come().awaitMode("pending");
        nameless.reads("waiting-room", "What is your name?");
        nameless.screenshot("story-name");
        assertSeesNothing(nameless);
        nameless.fillIn("Dora");
        nameless.awaitMode("observer");
        nameless.browser.awaitPicture();
        ada.sees("Dora", "observer");
    }

    private static void knock() {
        ben.come().awaitMode("pending");
        ben.browser.element("waiting-room");
        ada.reads("join-card", "Ben");
        ada.reads("join-card", "wants to join");
    }

    /** No picture came, not even one that is not shown; the list has one row, its own. */
    private static void assertSeesNothing(PageUser visitor) {
        assertTrue(visitor.browser.elements("video").isEmpty());
        assertEquals(0, visitor.browser.stat("framesDecoded"));
        assertEquals(0, visitor.browser.stat("packetsReceived"));
        assertTrue(visitor.browser.elements("session-row").isEmpty());
    }
}
