// SPDX-License-Identifier: Apache-2.0
package io.baton.session.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.baton.session.Admission;
import io.baton.session.Reason;
import io.baton.session.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The capacity is counted by one writer, so that joins at one moment cannot exceed it. */
@Timeout(60)
final class ParallelJoinsTest {

    private static final int JOINS = 100;

    private final CoordinatorFixture fixture = new CoordinatorFixture().open();

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    @Test
    void s8OfParallelJoinsExactlyMaxSessionsSucceed() throws Exception {
        CountDownLatch start = new CountDownLatch(1);
        ConcurrentLinkedQueue<Admission> admissions = new ConcurrentLinkedQueue<>();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < JOINS; i++) {
            String name = "client-" + i;
            clients.add(Thread.ofPlatform().start(() -> {
                try {
                    start.await();
                    admissions.add(
                            CoordinatorFixture.await(fixture.coordinator.join(CoordinatorFixture.request(name, null))));
                } catch (Exception e) {
                    throw new AssertionError(name, e);
                }
            }));
        }
        start.countDown();
        for (Thread client : clients) {
            client.join();
        }
        int capacity = Math.toIntExact(Setting.MAX_SESSIONS.defaultValue());
        assertEquals(JOINS, admissions.size());
        assertEquals(
                capacity,
                admissions.stream()
                        .filter(Admission.JoinAccepted.class::isInstance)
                        .count());
        assertEquals(capacity, fixture.coordinator.roster().sessions().size());
        admissions.stream()
                .filter(admission -> !(admission instanceof Admission.JoinAccepted))
                .forEach(refused -> assertEquals(Reason.CAPACITY, reason(refused)));
    }

    private static Reason reason(Admission admission) {
        return assertInstanceOf(Admission.JoinRejected.class, admission)
                .refusal()
                .reason();
    }
}
