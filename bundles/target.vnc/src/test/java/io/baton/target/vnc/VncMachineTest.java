// SPDX-License-Identifier: Apache-2.0
package io.baton.target.vnc;

import static io.baton.port.ReportPort.ABSOLUTE_POINTER;
import static io.baton.port.ReportPort.KEYBOARD;
import static io.baton.port.ReportPorts.Start.ADOPTED;
import static io.baton.port.ReportPorts.Start.NEUTRAL;
import static io.baton.port.WriteResult.BUSY;
import static io.baton.port.WriteResult.OFF;
import static io.baton.port.WriteResult.WRITTEN;
import static io.baton.testkit.Patience.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.baton.port.PortLease;
import io.baton.port.PortListener;
import io.baton.port.UsbState;
import io.baton.port.WriteResult;
import io.baton.shared.net.VncAddress;
import io.baton.shared.threads.DaemonThreads;
import io.baton.target.vnc.rfb.ServerBytes;
import io.baton.target.vnc.rfb.ServerBytes.Picture;
import io.baton.testkit.Patience;
import io.baton.video.FrameSink;
import io.baton.video.RawFrame;
import io.baton.video.Subscription;
import io.baton.video.VideoMode;
import io.baton.video.VideoSignal;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole target with its threads, against a server on a real socket. */
class VncMachineTest {

    private static final Logger LOG = LoggerFactory.getLogger("target.vnc");
    private static final VideoSignal NO_SIGNAL = VideoSignal.absent(VideoSignal.State.NO_SIGNAL);
    private static final int A = 0x04;

    private final List<String> deaths = new CopyOnWriteArrayList<>();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> logged = new LinkedBlockingQueue<>();
    private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
    private final AtomicLong later = new AtomicLong();
    private final TestServer server = new TestServer();
    private final VncMachine machine;

    VncMachineTest() throws Exception {
        ServerConnector connector = new ServerConnector(VncAddress.parse(server.url()), "");
        machine = new VncMachine(
                connector,
                60,
                1_000_000,
                () -> List.of(new Listener()),
                () -> System.nanoTime() + later.get(),
                new DaemonThreads(LOG, deaths::add),
                watchedLog());
        machine.start();
    }

    /** Notes the state of the target whenever the log says that it is connected. */
    private Logger watchedLog() {
        return (Logger) Proxy.newProxyInstance(
                Logger.class.getClassLoader(), new Class<?>[] {Logger.class}, (self, method, arguments) -> {
                    if (method.getName().equals("info")
                            && String.valueOf(arguments[0]).startsWith("VNC connected")) {
                        logged.add(machine().state() + " " + machine().signal().state());
                    }
                    return method.invoke(LOG, arguments);
                });
    }

    private VncMachine machine() {
        return machine;
    }

    @Test
    void connectionIsLoggedWhenTheTargetCanBeUsed() throws Exception {
        server.accept(2, 2);
        assertEquals("CONFIGURED READY", logged.poll(60, TimeUnit.SECONDS));
    }

    @AfterEach
    void close() throws Exception {
        machine.close();
        server.close();
        assertEquals(List.of(), deaths);
    }

    @Test
    void desktopOfOddSizeIsSeenAndChangesAreRequestedOneByOne() throws Exception {
        server.accept(3, 3);
        await().until(() -> machine.state() == UsbState.CONFIGURED);
        assertEquals(VideoSignal.ready(new VideoMode(4, 4, 60)), machine.signal());
        Subscription subscription = machine.open(new Sink());
        assertEquals("request all 3x3", server.next());
        assertEquals(VideoSignal.ready(new VideoMode(4, 4, 60)), next());
        server.send(new ServerBytes().update(1).rawRectangle(filled(3, 3, 0xFFFFFF)));
        assertEquals(frame(4, 4, 235), next());
        assertEquals("request changes 3x3", server.next());
        server.send(new ServerBytes().update(1).rawRectangle(filled(3, 3, 0)));
        awaitFrame(frame(4, 4, 16));
        assertEquals("request changes 3x3", server.next());

        // frames are repeated, but nothing is requested while that is unanswered
        assertEquals(List.of(frame(4, 4, 16), frame(4, 4, 16)), List.of(next(), next()));
        machine.lease(NEUTRAL).write(KEYBOARD, keys(A));
        assertEquals("down 61", server.next());

        machine.lease(NEUTRAL);
        assertEquals("up 61", server.next());
        server.send(new ServerBytes().update(1).rectangle(0, 0, 6, 2, -223));
        assertEquals("request all 6x2", server.next());
        server.send(new ServerBytes().update(1).rawRectangle(filled(6, 2, 0xFFFFFF)));
        awaitFrame(VideoSignal.ready(new VideoMode(6, 2, 60)));
        assertEquals(frame(6, 2, 235), next());
        subscription.close();
    }

    @Test
    void lateSinkGetsAFrameAtOnceAndNoneIsRequestedWithoutASink() throws Exception {
        server.accept(2, 2);
        Subscription first = machine.open(new Sink());
        assertEquals("request all 2x2", server.next());
        server.send(new ServerBytes().update(1).rawRectangle(filled(2, 2, 0xFFFFFF)));
        assertEquals("request changes 2x2", server.next());
        first.close();
        seen.clear();
        server.send(new ServerBytes().update(1).rawRectangle(filled(2, 2, 0)));
        // a key comes after the answer, and no request between them
        PortLease lease = machine.lease(NEUTRAL);
        server.send(new ServerBytes().update(1).rectangle(0, 0, 0, 0, -261).u8(1));
        await().until(() -> machine.leds() == 4);
        assertEquals(WRITTEN, lease.write(KEYBOARD, keys(A)));
        assertEquals("down 61", server.next());
        Subscription second = machine.open(new Sink());
        assertEquals(VideoSignal.ready(new VideoMode(2, 2, 60)), next());
        assertEquals(frame(2, 2, 16), next());
        assertEquals("request changes 2x2", server.next());
        second.close();
    }

    @Test
    void lostConnectionIsNoSignalAndTheNextOneBeginsWithNothingHeld() throws Exception {
        server.accept(2, 2);
        Subscription subscription = machine.open(new Sink());
        assertEquals("request all 2x2", server.next());
        server.send(new ServerBytes().update(1).rectangle(0, 0, 0, 0, -261).u8(4));
        await().until(() -> machine.leds() == 2);
        PortLease lease = machine.lease(NEUTRAL);
        assertEquals(WRITTEN, lease.write(KEYBOARD, keys(A)));
        server.drop();
        await().until(() -> machine.state() == UsbState.NOT_ATTACHED && machine.leds() == 0);
        awaitFrame(NO_SIGNAL);
        assertEquals(OFF, machine.lease(ADOPTED).write(KEYBOARD, keys(A)));

        server.accept(2, 2);
        await().until(() -> machine.state() == UsbState.CONFIGURED);
        awaitFrame(VideoSignal.ready(new VideoMode(2, 2, 60)));
        // they are told on a thread of their own
        await().until(() -> events.containsAll(List.of("not attached", "configured", "leds 2", "leds 0")));
        subscription.close();
        machine.lease(ADOPTED).write(KEYBOARD, keys(A));
        String message = server.next();
        while (!message.equals("down 61")) {
            assertTrue(message.startsWith("request") || message.equals("closed") || message.equals("down 41"), message);
            message = server.next();
        }
    }

    @Test
    void endReleasesWhatIsHeldBeforeTheConnectionIsClosed() throws Exception {
        server.accept(2, 2);
        await().until(() -> machine.state() == UsbState.CONFIGURED);
        machine.lease(NEUTRAL).write(KEYBOARD, keys(A));
        assertEquals("down 61", server.next());
        machine.close();
        assertEquals("up 61", server.next());
        assertEquals("closed", server.next());
    }

    @Test
    void serverThatTakesNothingMakesThePortsBusyAndGetsTheReleaseWhenItGoesOn() throws Exception {
        server.acceptWithoutReading(4, 4);
        await().until(() -> machine.state() == UsbState.CONFIGURED);
        PortLease lease = machine.lease(NEUTRAL);
        int written = 0;
        WriteResult result = lease.write(KEYBOARD, keys(A));
        for (; result == WRITTEN && written < 1_000_000; written++) {
            result = lease.write(ABSOLUTE_POINTER, new byte[] {1, 0, 0, (byte) (written % 2 * 0x7F), 0, 0});
        }
        assertEquals(BUSY, result, "after " + written + " reports");
        machine.lease(NEUTRAL);
        server.goOn();
        List<String> keys = new ArrayList<>();
        while (keys.size() < 2) {
            String message = server.next();
            assertNotEquals("nothing", message);
            if (!message.startsWith("pointer")) {
                keys.add(message);
            }
        }
        assertEquals(List.of("down 61", "up 61"), keys);
    }

    @Test
    void serverThatFallsSilentWithinAMessageIsLeft() throws Exception {
        server.accept(2, 2);
        await().until(() -> machine.state() == UsbState.CONFIGURED);
        server.send(new ServerBytes().u8(0));
        Subscription subscription = machine.open(new Sink()); // its thread looks after the connection
        assertEquals("request all 2x2", server.next());
        await().until(() -> {
            later.addAndGet(VncLink.STUCK_NANOS); // again, as the byte may come after the first time
            return machine.state() == UsbState.NOT_ATTACHED;
        });
        subscription.close();
        server.accept(2, 2);
        await().until(() -> machine.state() == UsbState.CONFIGURED);
    }

    @Test
    void serverThatSaysNothingAtAllIsLeft() throws Exception {
        server.acceptSilently();
        Subscription subscription = machine.open(new Sink());
        later.addAndGet(VncLink.STUCK_NANOS);
        server.awaitClosed();
        subscription.close();
        server.accept(2, 2);
        await().until(() -> machine.state() == UsbState.CONFIGURED);
    }

    /** Takes frames as texts: the size, and the luma of all pixels if it is the same. */
    private final class Sink implements FrameSink {

        @Override
        public void frame(RawFrame frame) {
            int luma = frame.mode().width() * frame.mode().height();
            byte[] bytes = new byte[luma];
            frame.i420().get(0, bytes);
            seen.add(
                    allEqual(bytes)
                            ? VncMachineTest.frame(
                                    frame.mode().width(), frame.mode().height(), bytes[0] & 0xFF)
                            : "a picture");
        }

        @Override
        public void signal(VideoSignal signal) {
            seen.add(signal);
        }
    }

    private static boolean allEqual(byte[] bytes) {
        for (byte value : bytes) {
            if (value != bytes[0]) {
                return false;
            }
        }
        return true;
    }

    private static String frame(int width, int height, int luma) {
        return width + "x" + height + " luma " + luma;
    }

    private Object next() throws InterruptedException {
        Object next = seen.poll(Patience.LONGEST.toSeconds(), TimeUnit.SECONDS);
        return next == null ? "nothing" : next;
    }

    /** Frames that are repeated while nothing changes may precede it. */
    private void awaitFrame(Object wanted) throws InterruptedException {
        Object next = next();
        for (int i = 0; i < 200 && !next.equals(wanted); i++) {
            next = next();
        }
        assertEquals(wanted, next);
    }

    private static Picture filled(int width, int height, int colour) {
        int[] pixels = new int[width * height];
        Arrays.fill(pixels, colour);
        return new Picture(0, 0, width, height, pixels);
    }

    private static byte[] keys(int usage) {
        return new byte[] {0, 0, (byte) usage, 0, 0, 0, 0, 0};
    }

    private final class Listener implements PortListener {

        @Override
        public void leds(int bits) {
            events.add("leds " + bits);
        }

        @Override
        public void usbState(UsbState state) {
            events.add(state.wireName());
        }
    }
}
