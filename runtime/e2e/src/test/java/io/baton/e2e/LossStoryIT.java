// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.baton.target.virtual.FrameCode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ada controls, Ben watches, and one of them goes away: for a moment, for good, or because he has to. */
@Timeout(120)
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
    void arrive() throws Exception {
        fixture.set("reconnectGraceSeconds", 1);
        fixture.clear();
        ada.come().awaitMode("primary");
        ada.awaitSessions(1);
        ben.come().awaitMode("observer");
        ada.awaitSessions(2);
        ben.awaitSessions(2);
        ada.browser.awaitPicture();
        ben.browser.awaitPicture();
        fixture.set("reconnectGraceSeconds", LONG);
    }

    @Test
    void reloadKeepsSessionNameAndControl() {
        int typed = ada.types("a").typed();
        ada.rename("Adele");
        String id = ada.id();
        ada.browser.reload();
        ada.awaitMode("primary");
        assertEquals(id, ada.id());
        ada.reads("own-name", "Adele");
        ada.reads("toast", "You are back and still have control.");
        ada.types("b");
        assertEquals('b', ben.seesTyped(typed + 1).lastTyped() & 0xFF);
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
        fixture.set("reconnectGraceSeconds", 4);
        ben.listen();
        ada.leave();
        ben.seesInGrace("Ada");
        ben.reads("control-state", "Reserved for Ada");
        assertEquals("observer", ben.browser.state("mode"));
        ben.screenshot("story-reserved");
        ben.received("polite", "Control is reserved for Ada, who lost the connection.");
        ben.awaitMode("primary");
        ben.awaitSessions(1);
        ben.received("assertive", "You control the target now.");
    }

    @Test
    void frozenBrowserFindsItsControlReserved() throws Exception {
        int typed = ada.types("a").typed();
        String id = ada.id();
        ada.browser.freeze();
        try {
            ben.seesInGrace("Ada");
            ben.reads("control-state", "Reserved for Ada");
        } finally {
            ada.browser.thaw();
        }
        ben.sees(ada, "primary");
        ada.awaitLive();
        ada.awaitMode("primary");
        assertEquals(id, ada.id());
        ada.types("b");
        assertEquals('b', ben.seesTyped(typed + 1).lastTyped() & 0xFF);
    }

    @Test
    void administratorTakesReservedControl() throws Exception {
        ada.away();
        ben.reads("control-state", "Reserved for Ada");
        ben.click("claim-control");
        ben.reads("confirm", "Control is reserved for Ada. Take it anyway?");
        ben.confirm();
        ben.awaitMode("primary");
        ada.back();
        ada.awaitMode("observer");
        ada.sees(ben, "primary");
    }

    @Test
    void kickedSessionIsNotifiedAndDoesNotReconnect() throws Exception {
        String bens = ben.id();
        ada.click("kick", bens);
        ada.reads("confirm", "Remove Ben?");
        ada.confirm();
        ben.browser.awaitState("connection", "ended");
        ben.reads("removed", "You were removed");
        ben.screenshot("story-removed");
        ada.awaitSessions(1);
        long tries = ben.connections();
        FrameCode now = ada.browser.awaitPicture();
        ada.awaitFrameAfter(now.frameNumber() + 60);
        assertEquals(tries, ben.connections(), "no connection by itself");
        ada.awaitSessions(1);

        ben.click("join-button");
        ben.awaitMode("observer");
        assertNotEquals(bens, ben.id(), "somebody new");
    }

    @Test
    void controlPassesOnWhenThePrimaryIsKicked() {
        String adas = ada.id();
        ben.click("kick", adas);
        ben.confirm();
        ada.reads("removed", "You were removed");
        ben.awaitMode("primary");
        ben.types("b");
        ben.awaitSessions(1);
    }

    @Test
    void tabsAndDuplicatedTabsAreSeparateSessions() {
        String first = ben.browser.tab();
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
        ben.browser.turnTo(first);
        assertEquals(firstId, ben.id());
        assertEquals("live", ben.browser.state("connection"));
        ada.sees("Ben", "observer");
    }
}
