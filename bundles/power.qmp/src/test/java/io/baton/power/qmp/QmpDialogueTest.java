// SPDX-License-Identifier: Apache-2.0
package io.baton.power.qmp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.power.PowerAction;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.testkit.ManualClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class QmpDialogueTest {

    private static final String GREETING = "{\"QMP\": {\"version\": {}, \"capabilities\": [\"oob\"]}}\r\n";

    private final ManualClock clock = new ManualClock();
    private final QmpDialogue dialogue = new QmpDialogue(clock::nanoTime);

    private void hear(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        dialogue.receive(bytes, bytes.length);
    }

    private List<String> said() {
        List<String> said = new ArrayList<>();
        for (byte[] next = dialogue.nextUnsent(); next != null; next = dialogue.nextUnsent()) {
            said.add(new String(next, StandardCharsets.UTF_8));
        }
        return said;
    }

    private void greeted(String status) throws IOException {
        hear(GREETING);
        hear("{\"return\": {}, \"id\": 1}\r\n");
        hear("{\"return\": {\"status\": \"" + status + "\", \"running\": true}, \"id\": 2}\r\n");
        said();
    }

    private CompletableFuture<Outcome> perform(PowerAction action) {
        CompletableFuture<Outcome> answer = new CompletableFuture<>();
        dialogue.perform(action, answer);
        return answer;
    }

    private static Reason reason(CompletableFuture<Outcome> answer) {
        return assertInstanceOf(Outcome.Refused.class, answer.join()).reason();
    }

    @Test
    void afterTheGreetingTheStateIsAskedFor() throws IOException {
        assertEquals(Reason.TEMPORARILY_UNAVAILABLE, reason(perform(PowerAction.RESET)));
        hear(GREETING);
        List<String> said = said();
        assertEquals(2, said.size());
        assertTrue(said.get(0).contains("\"qmp_capabilities\""), said.get(0));
        assertTrue(said.get(1).contains("\"query-status\"") && said.get(1).endsWith("\n"), said.get(1));
        assertNull(dialogue.isOn());
        hear("{\"return\": {}, \"id\": 1}\r\n{\"return\": {\"status\": \"run");
        hear("ning\"}, \"id\": 2}\r\n");
        assertEquals(true, dialogue.isOn());
    }

    @Test
    void aButtonDoesWhatFitsTheState() throws IOException {
        String[][] cases = {
            {"running", "system_powerdown"},
            {"suspended", "system_wakeup"},
            {"paused", "cont"},
            {"prelaunch", "cont"},
            {"shutdown", "system_reset", "cont"}
        };
        for (String[] one : cases) {
            QmpDialogueTest fresh = new QmpDialogueTest();
            fresh.greeted(one[0]);
            CompletableFuture<Outcome> press = fresh.perform(PowerAction.SHORT_PRESS);
            assertFalse(press.isDone(), one[0]);
            List<String> said = fresh.said();
            assertEquals(one.length, said.size(), one[0]);
            for (int i = 1; i < one.length; i++) {
                assertTrue(said.get(i - 1).contains("\"" + one[i] + "\""), one[0] + said);
            }
            assertEquals(!one[0].equals("shutdown") && !one[0].equals("prelaunch"), fresh.dialogue.isOn(), one[0]);
        }
    }

    @Test
    void anActionIsDoneWhenItIsAnsweredAndRefusedWithTheMachinesWords() throws IOException {
        greeted("running");
        CompletableFuture<Outcome> reset = perform(PowerAction.RESET);
        assertFalse(reset.isDone());
        hear("{\"return\": {}, \"id\": 3}\n");
        assertTrue(reset.join().isDone());
        CompletableFuture<Outcome> refused = perform(PowerAction.SHORT_PRESS);
        hear("{\"id\": 5, \"error\": {\"class\": \"GenericError\", \"desc\": \"no ACPI\"}}\n");
        assertEquals(
                "The virtual machine refused: no ACPI",
                assertInstanceOf(Outcome.Refused.class, refused.join()).message());
    }

    @Test
    void anEventAsksForTheStateOnce() throws IOException {
        greeted("running");
        hear("{\"event\": \"SHUTDOWN\", \"data\": {\"guest\": true}, \"timestamp\": {}}\n{\"event\": \"STOP\"}\n");
        assertEquals(1, said().size());
        hear("{\"return\": {\"status\": \"shutdown\"}, \"id\": 3}\n");
        assertEquals(false, dialogue.isOn());
    }

    @Test
    void aServerThatDoesNotAnswerIsGivenUp() throws IOException {
        greeted("running");
        CompletableFuture<Outcome> answer = perform(PowerAction.RESET);
        clock.advanceMillis(1_499);
        assertTrue(dialogue.untilOverdue() > 0);
        clock.advanceMillis(1);
        assertThrows(IOException.class, dialogue::untilOverdue);
        dialogue.close();
        assertEquals(Reason.TEMPORARILY_UNAVAILABLE, reason(answer));
    }

    @Test
    void oneThatQuitHasDoneSoWhenTheConnectionEnds() throws IOException {
        greeted("running");
        CompletableFuture<Outcome> answer = perform(PowerAction.LONG_PRESS);
        assertTrue(said().getFirst().contains("\"quit\""));
        dialogue.close();
        assertTrue(answer.join().isDone());
    }

    @Test
    void commandsThatWaitAreBounded() throws IOException {
        greeted("running");
        CompletableFuture<Outcome> last = perform(PowerAction.RESET);
        for (int i = 0; i < 16; i++) {
            last = perform(PowerAction.RESET);
        }
        assertEquals(Reason.BUSY, reason(last));
    }

    @Test
    void whatIsNoQmpEndsTheConnection() throws IOException {
        assertThrows(IOException.class, () -> hear("SSH-2.0-OpenSSH\r\n"));
        assertThrows(IOException.class, () -> hear("{\"return\": {}}\n"));
        QmpDialogueTest tooLong = new QmpDialogueTest();
        tooLong.greeted("running");
        byte[] much = new byte[QmpDialogue.MAX_LINE + 1];
        assertThrows(IOException.class, () -> tooLong.dialogue.receive(much, much.length));
    }

    @Test
    void damagedMessagesEndTheConnectionOrSayNothing() {
        Random random = new Random(2_718);
        String text = GREETING
                + "{\"return\": {}, \"id\": 1}\n{\"return\": {\"status\": \"running\"}, \"id\": 2}\n"
                + "{\"event\": \"RESET\", \"data\": {\"guest\": false}}\n{\"id\": 3, \"error\": {\"desc\": \"x\"}}\n";
        int ended = 0;
        for (int i = 0; i < 5_000; i++) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            for (int j = random.nextInt(4); j >= 0; j--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            QmpDialogue damaged = new QmpDialogue(clock::nanoTime);
            try {
                damaged.receive(bytes, random.nextInt(bytes.length + 1));
            } catch (IOException e) {
                ended++;
            }
        }
        assertTrue(ended > 0);
    }

    @Test
    void addressesHaveTwoForms() {
        assertEquals(new QmpAddress("", 0, "/run/vm/qmp.sock"), QmpAddress.of("unix:///run/vm/qmp.sock"));
        assertEquals(new QmpAddress("192.0.2.7", 4444, ""), QmpAddress.of("tcp://192.0.2.7:4444"));
        for (String wrong : List.of(
                "", "/run/x", "unix://", "unix://host/x", "tcp://host", "tcp://:1", "tcp://h:99999", "http://h:1")) {
            assertThrows(IllegalArgumentException.class, () -> QmpAddress.of(wrong), wrong);
        }
    }
}
