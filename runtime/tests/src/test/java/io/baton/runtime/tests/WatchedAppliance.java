// SPDX-License-Identifier: Apache-2.0
package io.baton.runtime.tests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertSame;
import static org.junit.Assert.assertTrue;

import io.baton.hid.HidOutput;
import io.baton.hid.KeysDown;
import io.baton.peer.PeerId;
import io.baton.peer.PeerService;
import io.baton.peer.PeerStats;
import io.baton.port.ReportPorts;
import io.baton.session.Mode;
import io.baton.session.Session;
import io.baton.session.SessionCoordinator;
import io.baton.video.EncodedVideo;
import io.baton.video.FrameSource;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.Assume;
import org.junit.Before;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.CoreOptions;
import org.ops4j.pax.exam.Option;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/**
 * The shipped appliance with a primary outside its process: a peer over UDP that receives the video and can hold keys.
 * Asserts what must not change while bundles are replaced.
 */
public abstract class WatchedAppliance extends ShippedAppliance {
    private static final String VIEWER_PROPERTY = "baton.test.viewer";
    private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(120);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** A key is released 100 ms after its last keep-alive; the device's own threads need some of them. */
    private static final long HOLD_MILLIS = 90;

    /** A keep-alive that is later than this after the one before extends the hold by so much less. */
    private static final long KEEP_ALIVE_MILLIS = 50;

    /** How many keys the viewer types before it begins again. */
    private static final int DIFFERENT_KEYS = 36;

    /** Input waits for its bundle for 500 ms; a measured time does not contain all of it. */
    protected static final long INPUT_WAIT_MILLIS = 400;

    /** More than the 500 ms after which a lease lapses, in keep-alives of 10 ms. */
    private static final int KEEP_ALIVES = 70;

    /** Shared by the methods of a class: one viewer for many swaps. */
    private static @Nullable PionViewer shared;

    /** The state before a swap, to be compared with the state after it. */
    protected record Baseline(
            EncodedVideo video,
            PeerService peers,
            FrameSource source,
            ReportPorts ports,
            long encoderStarts,
            PeerId peer,
            PeerStats stats,
            int edges) {}

    @Override
    @Configuration
    public Option[] shipped() throws IOException {
        List<Option> options = new ArrayList<>(List.of(super.shipped()));
        options.add(CoreOptions.systemProperty(VIEWER_PROPERTY).value(Pion.viewer()));
        return options.toArray(Option[]::new);
    }

    /** Skips the test with an explanation where the viewer program is missing. */
    @Before
    public void startViewer() throws Exception {
        if (program().isEmpty()) {
            System.out.println("SKIPPED " + getClass().getSimpleName()
                    + ": apt-get install golang-go golang-github-pion-webrtc.v3-dev brings the peer it needs");
        }
        Assume.assumeFalse("Pion is not installed", program().isEmpty());
        await(EncodedVideo.class);
        await(HidOutput.class);
        awaitStatus(200, "/device/status");
        PionViewer here = shared;
        PionViewer viewer = here != null && hasSession(here) ? here : join();
        if (here != null && here != viewer) {
            here.close();
        }
        shared = viewer;
        awaitThat("the viewer is in control", () -> mode(viewer) == Mode.PRIMARY);
    }

    private static String program() {
        return System.getProperty(VIEWER_PROPERTY, "");
    }

    protected static boolean hasViewer() {
        return shared != null;
    }

    protected final PionViewer viewer() {
        return Objects.requireNonNull(shared, "no viewer is connected");
    }

    /** Replaces the shared viewer. */
    protected static void setViewer(PionViewer viewer) {
        shared = viewer;
    }

    protected final PionViewer join() throws IOException {
        return new PionViewer(program(), address("/webrtc/session"));
    }

    protected final Session session(PionViewer viewer) throws InterruptedException {
        String id = PionViewer.text(viewer.report(), "sessionId");
        return await(SessionCoordinator.class).roster().sessions().stream()
                .filter(session -> session.id().value().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the viewer has no session"));
    }

    private boolean hasSession(PionViewer viewer) throws InterruptedException {
        String id = PionViewer.text(viewer.report(), "sessionId");
        return await(SessionCoordinator.class).roster().sessions().stream()
                .anyMatch(session -> session.id().value().equals(id));
    }

    protected final Mode mode(PionViewer viewer) {
        try {
            Session session = session(viewer);
            return await(SessionCoordinator.class).roster().mode(session);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    protected final Baseline baseline() throws InterruptedException {
        PeerService peers = await(PeerService.class);
        EncodedVideo video = await(EncodedVideo.class);
        PeerId peer = Objects.requireNonNull(session(viewer()).link(), "no link");
        return new Baseline(
                video,
                peers,
                await(FrameSource.class),
                await(ReportPorts.class),
                video.stats().encoderStarts(),
                peer,
                peers.stats(peer).orElseThrow(),
                edges().size());
    }

    /** Asserts that no media service was replaced, the peer is linked, and the video has no gap. */
    protected final void assertUndisturbed(Baseline before) throws InterruptedException {
        assertSame("the encoder", before.video(), await(EncodedVideo.class));
        assertSame("the peers", before.peers(), await(PeerService.class));
        assertSame("the screen", before.source(), await(FrameSource.class));
        assertSame("the ports", before.ports(), await(ReportPorts.class));
        assertEquals(
                "encoder starts", before.encoderStarts(), before.video().stats().encoderStarts());
        long seen = PionViewer.number(viewer().report(), "lastSequence");
        awaitThat("the picture goes on", () -> PionViewer.number(viewer().report(), "lastSequence") > seen + 20);
        String report = viewer().report();
        assertEquals("packets missing at the viewer: " + report, 0, PionViewer.number(report, "missing"));
        assertEquals("the viewer's connection", "connected", PionViewer.text(report, "state"));
        awaitThat("one sequence number for each packet", () -> {
            PeerStats now = before.peers().stats(before.peer()).orElseThrow();
            return now.linked()
                    && now.nextSequence() > before.stats().nextSequence()
                    && originals(now) - originals(before.stats())
                            == now.nextSequence() - before.stats().nextSequence();
        });
    }

    private static long originals(PeerStats stats) {
        return stats.packetsSent() - stats.retransmissions();
    }

    /** Waits for more keep-alives than any lease or hold lives without one. */
    protected final void awaitKeepAlives(Baseline baseline) {
        long from = messagesIn(baseline);
        awaitThat("keep-alives arrive", () -> messagesIn(baseline) >= from + KEEP_ALIVES);
    }

    protected static long messagesIn(Baseline baseline) {
        return baseline.peers().stats(baseline.peer()).orElseThrow().messagesIn();
    }

    /** Key edges seen by the target's keyboard driver since: {@code down 0x04}, {@code up 0x04}. */
    protected final List<String> edgesSince(Baseline baseline) {
        List<String> edges = edges();
        return edges.subList(baseline.edges(), edges.size());
    }

    protected final List<String> edges() {
        try {
            Object target = await(FrameSource.class);
            List<?> log = (List<?>) target.getClass().getMethod("log").invoke(target);
            return log.stream().map(edge -> edge.toString().split(" ", 2)[1]).toList();
        } catch (ReflectiveOperationException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    protected static String down(int usage) {
        return String.format(Locale.ROOT, "down 0x%02X", usage);
    }

    protected static String up(int usage) {
        return String.format(Locale.ROOT, "up 0x%02X", usage);
    }

    /** Returns the edges of what the viewer types: keys one after the other, from the first on, and again. */
    protected static List<String> typed(int first, int keys) {
        List<String> edges = new ArrayList<>();
        for (int key = 0; key < keys; key++) {
            edges.add(down(first + key % DIFFERENT_KEYS));
            edges.add(up(first + key % DIFFERENT_KEYS));
        }
        return edges;
    }

    /**
     * The first key of the viewer goes down; on a busy machine its hold may lapse at any time, then it goes up once.
     */
    protected final void hold(Baseline before, int usage) {
        viewer().run("hold " + usage);
        awaitThat("the key is down", () -> edgesSince(before).contains(down(usage)));
    }

    /**
     * Asserts that what was typed has arrived, once and in order. After a delay as long as input waits, some of it may
     * be missing.
     *
     * @param typed the edges of one key after the other
     * @param delay the longest time for which no input can have been served, milliseconds
     */
    protected final void assertTyped(Baseline before, List<String> typed, long delay) {
        long sent = before.stats().messagesIn() + typed.size();
        awaitThat("all that was typed is here", () -> messagesIn(before) >= sent && noKeyIsDown());
        if (delay < INPUT_WAIT_MILLIS) {
            awaitThat("all keys arrived", () -> edgesSince(before).size() >= typed.size());
            assertEquals(typed, edgesSince(before));
        } else {
            System.out.printf("input was not served for %d ms%n", delay);
            assertInOrder(typed, edgesSince(before));
        }
    }

    /** Asserts that these are edges of some of the keys that were typed, once and in order. */
    protected static void assertInOrder(List<String> typed, List<String> edges) {
        int next = 0;
        for (int edge = 0; edge < edges.size(); edge += 2) {
            while (next < typed.size() && !typed.get(next).equals(edges.get(edge))) {
                next += 2;
            }
            assertTrue("typed once and in order: " + edges, next < typed.size());
            assertTrue("released: " + edges, edge + 1 < edges.size());
            assertEquals("released before the next: " + edges, typed.get(next + 1), edges.get(edge + 1));
            next += 2;
        }
    }

    /**
     * Whether a key had to stay down.
     *
     * @param pause the longest time between two keep-alives as they were sent, milliseconds
     * @param stall the longest time that a thread of this process waited for a processor, milliseconds
     */
    protected static boolean hadToHold(long pause, long stall) {
        long longest = pause + stall;
        return longest + Math.max(0, longest - KEEP_ALIVE_MILLIS) < HOLD_MILLIS;
    }

    /**
     * Asserts that the key is down since it was pressed. The machine may have let the hold lapse; then the device has
     * to release the key, and must not press it again.
     */
    protected final void assertHeld(Baseline before, int usage, StallMeter meter) {
        List<String> held = edgesSince(before);
        long pause = PionViewer.number(viewer().report(), "longestPauseMicros") / 1000;
        String timing = "keep-alives at most " + pause + " ms apart, stalled " + meter.longestMillis() + " ms";
        if (hadToHold(pause, meter.longestMillis())) {
            assertEquals("still down; " + timing, List.of(down(usage)), held);
        } else {
            assertTrue(
                    timing + ": " + held,
                    held.equals(List.of(down(usage))) || held.equals(List.of(down(usage), up(usage))));
        }
    }

    protected final boolean noKeyIsDown() {
        try {
            return await(HidOutput.class).keysDown().equals(KeysDown.NONE);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The class loader a bundle has now; nothing may keep it after the next update. */
    protected final WeakReference<ClassLoader> loader(String symbolicName) {
        return loader(bundle(symbolicName));
    }

    protected static WeakReference<ClassLoader> loader(Bundle bundle) {
        return new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader());
    }

    /** Asserts that the classes of the replaced version can be collected. */
    protected static void assertCollected(String symbolicName, WeakReference<ClassLoader> old) {
        awaitThat("the old classes of " + symbolicName + " are gone", () -> {
            System.gc();
            return old.refersTo(null);
        });
    }

    /** Asserts that the classes of all replaced versions can be collected; the failure names those that cannot. */
    protected static void assertCollected(Map<String, WeakReference<ClassLoader>> old) {
        Map<String, WeakReference<ClassLoader>> left = new TreeMap<>(old);
        long end = System.nanoTime() + TIMEOUT_NANOS;
        while (!left.isEmpty()) {
            System.gc();
            left.values().removeIf(loader -> loader.refersTo(null));
            if (System.nanoTime() - end >= 0 && !left.isEmpty()) {
                throw new AssertionError("not within two minutes: the old classes are gone of " + left.keySet());
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Repeats the check until it holds; fails after a bounded wait. */
    protected static void awaitThat(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TIMEOUT_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end >= 0) {
                throw new AssertionError("not within two minutes: " + what);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
