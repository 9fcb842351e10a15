// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.baton.target.virtual.FrameCode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Loss and removal at the page: Ada is primary, Ben observes, and one of them reloads, leaves or is kicked. */
final class LossStoryIT {
    private static final int LONG = 50;

    private static DeviceFixture fixture;
    private static PageUser ada;
    private static PageUser ben;

    @BeforeAll
    static void open() throws Exception {
        fixture = new DeviceFixture();
        ada = fixture.pageUser("Ada");
        ben = fixture.pageUser("Ben");
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @BeforeEach
    void joinSessions() throws Exception {
        fixture.set("reconnectGraceSeconds", 1);
        fixture.clear();
        ada.openPage().awaitMode("primary");
        ada.awaitSessions(1);
        ben.openPage().awaitMode("observer");
        ada.awaitSessions(2);
        ben.awaitSessions(2);
        ada.browser.awaitPicture();
        ben.browser.awaitPicture();
        fixture.set("reconnectGraceSeconds", LONG);
    }

    @Test
    void reloadKeepsSessionNameAndControl() {
        int typed = ada.typeAndAwait("a").typed();
        ada.rename("Adele");
        String id = ada.id();
        ada.browser.reload();
        ada.awaitMode("primary");
        assertEquals(id, ada.id());
        ada.awaitText("own-name", "Adele");
        ada.awaitToast("You are back and still have control.");
        ada.typeAndAwait("b");
        assertEquals('b', ben.awaitTyped(typed + 1).lastTyped() & 0xFF);
        ada.rename("Ada");

        String other = ben.id();
        ben.browser.reload();
        ben.awaitMode("observer");
        assertEquals(other, ben.id());
        ben.browser.awaitPicture();
        ben.awaitSessions(2);
    }

    @Test
    void controlOfAClosedTabPassesOnAfterTheGracePeriod() throws Exception {
        ben.recordAnnouncements();
        ada.leave();
        ben.awaitGrace("Ada");
        ben.awaitText("control-state", "Reserved for Ada");
        assertEquals("observer", ben.browser.state("mode"));
        ben.screenshot("story-reserved");
        ben.awaitAnnouncement("polite", "Control is reserved for Ada, who lost the connection.");
        // it counts from the loss
        fixture.set("reconnectGraceSeconds", 4);
        ben.awaitMode("primary");
        ben.awaitSessions(1);
        ben.awaitAnnouncement("assertive", "You control the target now.");
    }

    @Test
    void frozenBrowserFindsItsControlReserved() throws Exception {
        int typed = ada.typeAndAwait("a").typed();
        String id = ada.id();
        ada.browser.suspend();
        try {
            ben.awaitGrace("Ada");
            ben.awaitText("control-state", "Reserved for Ada");
        } finally {
            ada.browser.resumeProcesses();
        }
        ben.awaitRow(ada, "primary");
        ada.awaitLive();
        ada.awaitMode("primary");
        assertEquals(id, ada.id());
        ada.typeAndAwait("b");
        assertEquals('b', ben.awaitTyped(typed + 1).lastTyped() & 0xFF);
    }

    @Test
    void administratorTakesReservedControl() throws Exception {
        ada.leavePage();
        ben.awaitText("control-state", "Reserved for Ada");
        ben.click("claim-control");
        ben.awaitText("confirm", "Control is reserved for Ada. Take it anyway?");
        ben.confirm();
        ben.awaitMode("primary");
        ada.returnToPage();
        ada.awaitMode("observer");
        ada.awaitRow(ben, "primary");
    }

    @Test
    void kickedSessionIsNotifiedAndDoesNotReconnect() throws Exception {
        String benId = ben.id();
        ada.click("kick", benId);
        ada.awaitText("confirm", "Remove Ben?");
        ada.confirm();
        ben.browser.awaitState("connection", "ended");
        ben.awaitText("removed", "You were removed");
        ben.screenshot("story-removed");
        ada.awaitSessions(1);
        long tries = ben.connections();
        FrameCode now = ada.browser.awaitPicture();
        ada.awaitFrameAfter(now.frameNumber() + 60);
        assertEquals(tries, ben.connections(), "no connection by itself");
        ada.awaitSessions(1);

        ben.click("join-button");
        ben.awaitMode("observer");
        assertNotEquals(benId, ben.id(), "a new session");
    }

    @Test
    void controlPassesOnWhenThePrimaryIsKicked() {
        String adaId = ada.id();
        ben.click("kick", adaId);
        ben.confirm();
        ada.awaitText("removed", "You were removed");
        ben.awaitMode("primary");
        ben.typeAndAwait("b");
        ben.awaitSessions(1);
    }

    @Test
    void tabsAndDuplicatedTabsAreSeparateSessions() {
        String first = ben.browser.tabHandle();
        String firstId = ben.id();
        ben.browser.newTab(fixture.device().address());
        ben.awaitLive();
        ben.awaitSessions(3);
        String secondId = ben.id();
        ben.browser.duplicateTab();
        ben.awaitLive();
        ben.awaitSessions(4);
        String copyId = ben.id();
        assertNotEquals(firstId, secondId);
        assertNotEquals(firstId, copyId);
        assertNotEquals(secondId, copyId);
        ada.awaitSessions(4);
        ben.browser.closeTab();
        ben.browser.switchTo(first);
        assertEquals(firstId, ben.id());
        assertEquals("live", ben.browser.state("connection"));
        ada.awaitRow("Ben", "observer");
    }
}
