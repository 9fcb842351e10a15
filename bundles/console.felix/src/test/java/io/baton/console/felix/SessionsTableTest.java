// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.peer.PeerId;
import io.baton.peer.PeerStats;
import io.baton.session.Reason;
import io.baton.session.Roster;
import io.baton.session.TrustScore;
import io.baton.testkit.ManualClock;
import io.baton.testkit.RosterFixtureBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an administrator reads of the sessions. */
final class SessionsTableTest {

    private static final PeerStats STATS = new PeerStats(true, true, 10, 10, 3, 0, 1, 0.015, 12.4, 2, -1, 77, 5, 4, 9);

    private static SessionsTable table(Roster roster) {
        TrustScore score =
                new TrustScore(420, List.of(new TrustScore.Term("owner", 500), new TrustScore.Term("denied", -80)));
        return new SessionsTable(
                roster,
                ManualClock.START.plusSeconds(3_725),
                id -> Optional.of(score),
                peer -> peer.number() == 1 ? Optional.of(STATS) : Optional.empty(),
                peer -> peer.equals(new PeerId(1)) ? Optional.of(Duration.ofMillis(4_200)) : Optional.empty());
    }

    private static String html(Roster roster) {
        HtmlWriter html = new HtmlWriter();
        table(roster).write(html);
        return html.toString();
    }

    private static void contains(String html, String... texts) {
        for (String text : texts) {
            assertTrue(html.contains(text), text + " in " + html);
        }
    }

    private static int count(String html, String text) {
        return html.split(text, -1).length - 1;
    }

    @Test
    void eachSessionHasModeTrustTermsLinkAndInput() {
        String html = html(new RosterFixtureBuilder()
                .primary("ann", 1)
                .queued("bob", 2)
                .epoch(7)
                .build());
        contains(
                html,
                "2 of 10 seats taken. Control: held by ann (ann) for 1 h 2 min. Requests for control: 1. Control epoch: 7.",
                "<td>primary</td>",
                "<td>queued<br>place 1</td>",
                "<td>420 of 1000<br>+500 owner<br>-80 denied</td>",
                "video on<br>12 ms, 1.5 % lost<br>3 sent again</td>",
                "<td>accepted 4 s ago<br>77 messages<br>4 discarded<br>9 bytes unacknowledged</td>");
    }

    @Test
    void actionsAreThoseThatFitTheSession() {
        String html = html(new RosterFixtureBuilder()
                .primary("ann", 1)
                .observer("bob", 2)
                .viewer("vic", 3)
                .pending("pia", 4)
                .build());
        assertEquals(4, count(html, "value=\"kick\""));
        assertEquals(1, count(html, "value=\"transfer\""));
        assertEquals(1, count(html, "value=\"approve\""));
        assertEquals(1, count(html, "value=\"deny\""));
        contains(html, "waits for approval");
    }

    @Test
    void textOfAClientIsEscapedAndNotExpandedByTheConsole() {
        Roster roster = new RosterFixtureBuilder()
                .add(RosterFixtureBuilder.session("x", 2)
                        .edit()
                        .nickname("<b>\"'&${appRoot}", "key")
                        .build())
                .build();
        String html = html(roster);
        assertFalse(html.contains("<b>"), html);
        assertFalse(html.contains("${"), html);
        contains(html, "&lt;b&gt;&quot;&#39;&amp;&#36;{appRoot}");
    }

    @Test
    void linesForSupportHaveNeitherNicknameNorAddressNorToken() {
        Roster roster = new RosterFixtureBuilder()
                .add(RosterFixtureBuilder.session("0123456789abcdef", 1)
                        .edit()
                        .nickname("Amber Otter", "amber otter")
                        .build())
                .build();
        List<String> lines = table(roster).lines();
        assertEquals("seats=1 of 10 control=vacant requests=0 epoch=1", lines.getFirst());
        assertTrue(
                lines.get(1).startsWith("id=01234567 mode=observer role=admin browser=chrome link=up"), lines.get(1));
        for (String secret : List.of("Amber", "192.0.2.1", "89abcdef")) {
            assertFalse(lines.toString().contains(secret), lines.toString());
        }
    }

    @Test
    void emptyRosterSaysSo() {
        contains(html(Roster.EMPTY), "No session is connected.", "Control: vacant (empty).");
    }

    @Test
    void resultIsSaidByKnownWordsOnly() {
        assertEquals(Optional.of("Done."), SessionsPage.resultText("done"));
        assertTrue(SessionsPage.resultText("unknown_session").orElseThrow().contains(Reason.UNKNOWN_SESSION.meaning()));
        assertEquals(Optional.empty(), SessionsPage.resultText("<script>"));
        assertEquals(Optional.empty(), SessionsPage.resultText(""));
    }
}
