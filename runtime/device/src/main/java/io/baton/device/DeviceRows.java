// SPDX-License-Identifier: Apache-2.0
package io.baton.device;

import static io.baton.device.EventNode.Kind.ABSOLUTE;
import static io.baton.device.EventNode.Kind.CONSUMER;
import static io.baton.device.EventNode.Kind.KEYBOARD;
import static io.baton.device.EventNode.Kind.MORE_KEYS;
import static io.baton.device.EventNode.Kind.RELATIVE;
import static io.baton.device.EventNode.Kind.SYSTEM;

import io.baton.hid.HidEvent;
import io.baton.hid.HidOutput;
import io.baton.hid.KeysDown;
import io.baton.port.ReportPorts;
import io.baton.port.UsbState;
import io.baton.session.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** What is shown on a real kernel. Each row leaves nothing pressed. */
final class DeviceRows {

    private static final int A = 0x04;
    private static final int B = 0x05;
    private static final int C = 0x06;
    private static final int LEFT_SHIFT = 0xE1;
    private static final int FIRST_MODIFIER = 0xE0;
    private static final int F1 = 0x3A;
    private static final int F10 = 0x43;
    private static final int A_CODE = 30;
    private static final int F1_CODE = 59;
    private static final int ENTER = 0x28;
    private static final int MAX_STALLS = 20;
    private static final int STROKE_SECONDS = 5;
    private static final int LINE_SECONDS = 30;
    private static final Path LAYOUTS = Path.of("/results/layouts");
    private static final Path TERMINAL = Path.of("/dev/tty1");
    /** A slow machine holds a key for longer than the time after which the terminal repeats it (DECARM). */
    private static final String WITHOUT_REPEAT = "\033[?8l";

    private static final Path USB_DEVICES = Path.of("/sys/bus/usb/devices");

    private final BundleContext context;
    private final Supplier<HidOutput> output;
    private final Supplier<ReportPorts> ports;
    private final PrintStream report;

    DeviceRows(BundleContext context, Supplier<HidOutput> output, Supplier<ReportPorts> ports, PrintStream report) {
        this.context = context;
        this.output = output;
        this.ports = ports;
        this.report = report;
    }

    @Row(1)
    void gadgetIsEnumerated() throws IOException {
        Await.isTrue("configured gadget", () -> ports.get().state() == UsbState.CONFIGURED);
        for (EventNode.Kind kind : EnumSet.complementOf(EnumSet.of(MORE_KEYS))) {
            Await.value(kind + " device", () -> EventNode.find(kind));
        }
    }

    @Row(5)
    void everyKeyArrives() throws Exception {
        try (EventNode keyboard = EventNode.open(KEYBOARD);
                EventNode consumer = EventNode.open(CONSUMER);
                EventNode system = EventNode.open(SYSTEM);
                BufferedReader keys = new BufferedReader(new InputStreamReader(
                        Objects.requireNonNull(DeviceRows.class.getResourceAsStream("keys.txt")),
                        StandardCharsets.UTF_8))) {
            settle(keyboard);
            int count = 0;
            EventNode node = keyboard;
            for (String line = keys.readLine(); line != null; line = keys.readLine()) {
                if (line.startsWith("#")) {
                    node = line.contains("consumer") ? consumer : line.contains("system") ? system : keyboard;
                } else {
                    String[] row = line.split(" ", -1);
                    int usage = Integer.parseInt(row[0], 16);
                    key(usage, true);
                    node.expect("key " + row[1] + " 1");
                    key(usage, false);
                    node.expect("key " + row[1] + " 0");
                    count++;
                }
            }
            report.println("keys: " + count);
            // each lock once more: the terminal shows nothing while Scroll Lock is on
            press(keyboard, 0x39, 58);
            press(keyboard, 0x47, 70);
            press(keyboard, 0x53, 69);
            consumer.expectNothingMore();
            system.expectNothingMore();
        }
    }

    @Row(2)
    void everyButtonAndAxisArrives() throws Exception {
        try (EventNode absolute = EventNode.open(ABSOLUTE);
                EventNode relative = EventNode.open(RELATIVE)) {
            submit(new HidEvent.Pointer(1, 2, 0));
            absolute.expect("abs 0 1");
            absolute.expect("abs 1 2");
            submit(new HidEvent.Pointer(32767, 32766, 0));
            absolute.expect("abs 0 32767");
            absolute.expect("abs 1 32766");
            for (int button = 0; button < 5; button++) {
                submit(new HidEvent.Pointer(32767, 32766, 1 << button));
                absolute.expect("key " + (0x110 + button) + " 1");
                submit(new HidEvent.Pointer(32767, 32766, 0));
                absolute.expect("key " + (0x110 + button) + " 0");
            }
            submit(new HidEvent.Wheel(3, 0));
            expectWheel(absolute, 8, 3);
            submit(new HidEvent.Wheel(0, -2));
            expectWheel(absolute, 6, -2);
            submit(new HidEvent.Move(-127, 127, 0));
            relative.expect("rel 0 -127");
            relative.expect("rel 1 127");
            for (int button = 0; button < 5; button++) {
                submit(new HidEvent.Move(0, 0, 1 << button));
                relative.expect("key " + (0x110 + button) + " 1");
                submit(new HidEvent.Move(0, 0, 0));
                relative.expect("key " + (0x110 + button) + " 0");
            }
        }
    }

    @Row(3)
    void ledsComeBack() throws Exception {
        for (int led : new int[] {0, 1, 2}) {
            EventNode.led(led, true);
            Await.isTrue("LED " + led, () -> (output.get().leds() & (1 << led)) != 0);
            EventNode.led(led, false);
            Await.isTrue("no LED " + led, () -> (output.get().leds() & (1 << led)) == 0);
        }
    }

    // before the row of all keys, which leaves an open quotation mark in the terminal
    @Row(4)
    void typedCommandRunsInAShell() throws Exception {
        Files.writeString(TERMINAL, WITHOUT_REPEAT);
        Process shell = new ProcessBuilder("setsid", "sh", "-c", "exec sh -i </dev/tty1 >/dev/tty1 2>&1").start();
        try {
            Await.isTrue("prompt", () -> screen().contains("#"));
            type("echo Baton $((6*7))");
            written(ENTER, true);
            written(ENTER, false);
            Await.isTrue("output of the typed command", () -> screen().contains("Baton 42"));
        } catch (AssertionError e) {
            throw new AssertionError("screen: " + screen().replaceAll(" +", " "), e);
        } finally {
            shell.destroyForcibly();
        }
    }

    @Row(6)
    void hostThatDoesNotPollBlocksNothing() throws Exception {
        String device = usbInterface(Await.value("keyboard", () -> EventNode.find(KEYBOARD)));
        Files.writeString(Path.of("/sys/bus/usb/drivers/usbhid/unbind"), device);
        try {
            for (int i = 0; i < 10; i++) {
                key(A, true);
                key(A, false);
            }
            submit(new HidEvent.Move(5, 0, 0));
        } finally {
            Files.writeString(Path.of("/sys/bus/usb/drivers/usbhid/bind"), device);
        }
        try (EventNode keyboard = EventNode.open(KEYBOARD)) {
            settle(keyboard);
            press(keyboard, B, 48);
        }
        try (EventNode relative = EventNode.open(RELATIVE)) {
            submit(new HidEvent.Move(0, 7, 0));
            relative.expect("rel 1 7");
        }
    }

    @Row(7)
    void targetThatIsOffGetsNothingAndStartsClean() throws Exception {
        try (EventNode keyboard = EventNode.open(KEYBOARD)) {
            settle(keyboard);
            key(A, true);
            keyboard.expect("key 30 1");
        }
        Path authorized = usbDevice(Await.value("keyboard", () -> EventNode.find(KEYBOARD)))
                .resolve("authorized");
        Files.writeString(authorized, "0");
        Await.isTrue("target that is off", () -> {
            key(B, true);
            return ports.get().state() == UsbState.NOT_ATTACHED;
        });
        Await.isTrue("nothing down", () -> output.get().keysDown().equals(KeysDown.NONE));
        Files.writeString(authorized, "1");
        Await.isTrue("configured gadget", () -> ports.get().state() == UsbState.CONFIGURED);
        try (EventNode keyboard = EventNode.open(KEYBOARD)) {
            settle(keyboard);
            press(keyboard, C, 46);
        }
    }

    /** A swap that takes longer than the lease lasts, as in emulation, releases the key; a faster one keeps it. */
    @Row(8)
    void heldKeyIsNeitherStuckNorTypedAgainByAnUpdateOfTheHidOutput() throws Exception {
        try (EventNode keyboard = EventNode.open(KEYBOARD)) {
            settle(keyboard);
            key(A, true);
            keyboard.expect("key 30 1");
            Bundle hid = bundle("io.baton.hid.usb");
            String location = hid.getLocation();
            try (InputStream jar = URI.create(location.substring(location.indexOf("file:")))
                    .toURL()
                    .openStream()) {
                hid.update(jar);
            }
            key(A, false);
            keyboard.expect("key 30 0");
            press(keyboard, B, 48);
        }
    }

    @Row(9)
    void keyGoesUpByItselfWhenTheHidOutputIsStopped() throws Exception {
        try (EventNode keyboard = EventNode.open(KEYBOARD)) {
            settle(keyboard);
            key(LEFT_SHIFT, true);
            keyboard.expect("key 42 1");
            Bundle hid = bundle("io.baton.hid.usb");
            hid.stop();
            keyboard.expect("key 42 0");
            hid.start();
            press(keyboard, A, 30);
        }
    }

    @Row(10)
    void changedGadgetIsPluggedInAgain() throws Exception {
        Configuration configuration = gadgetConfiguration();
        Dictionary<String, Object> before = configuration.getProperties();
        Map<String, Object> without = new HashMap<>(FrameworkUtil.asMap(before));
        without.put("relativePointer", false);
        configuration.update(FrameworkUtil.asDictionary(without));
        Await.isTrue("gadget without relative pointer", () -> EventNode.find(RELATIVE) == null);
        try (EventNode keyboard = EventNode.open(KEYBOARD)) {
            settle(keyboard);
            press(keyboard, A, 30);
            // a port that is switched off holds up no other
            submit(new HidEvent.Move(1, 1, 0));
            press(keyboard, B, 48);
        }
        configuration.update(before);
        Path back = Await.value("relative pointer", () -> EventNode.find(RELATIVE));
        report.println("relative pointer again: " + back);
    }

    @Row(11)
    void moreThanSixKeysArriveWithNKeyRollover() throws Exception {
        Configuration configuration = gadgetConfiguration();
        Dictionary<String, Object> before = configuration.getProperties();
        Map<String, Object> with = new HashMap<>(FrameworkUtil.asMap(before));
        with.put("nKeyRollover", true);
        configuration.update(FrameworkUtil.asDictionary(with));
        try (EventNode more = EventNode.open(MORE_KEYS);
                EventNode keyboard = EventNode.open(KEYBOARD)) {
            settle(keyboard);
            int[] codes = {30, 48, 46, 32, 18, 33, 34, 35, 23, 36};
            for (int i = 0; i < codes.length; i++) {
                key(A + i, true);
                (i < 6 ? keyboard : more).expect("key " + codes[i] + " 1");
            }
            for (int i = codes.length - 1; i >= 0; i--) {
                key(A + i, false);
                (i < 6 ? keyboard : more).expect("key " + codes[i] + " 0");
            }
        }
        configuration.update(before);
        Await.isTrue("gadget without the second keyboard", () -> EventNode.find(MORE_KEYS) == null);
        Await.value("keyboard", () -> EventNode.find(KEYBOARD));
    }

    @Row(12)
    void keyPressWakesASuspendedTarget() throws Exception {
        try (EventNode keyboard = EventNode.open(KEYBOARD)) {
            settle(keyboard);
            Path power = usbDevice(Await.value("keyboard", () -> EventNode.find(KEYBOARD)))
                    .resolve("power");
            Files.writeString(power.resolve("autosuspend_delay_ms"), "0");
            Files.writeString(power.resolve("control"), "auto");
            // the driver of the drives asks them for media, and so keeps a target awake that suspends by itself
            String drives = boundInterface("usb-storage");
            if (!drives.isEmpty()) {
                Files.writeString(Path.of("/sys/bus/usb/drivers/usb-storage/unbind"), drives);
            }
            try {
                Await.isTrue("suspended target", () -> ports.get().state() == UsbState.SUSPENDED);
                key(A, true);
                Await.isTrue("target that was woken", () -> ports.get().state() == UsbState.CONFIGURED);
                key(A, false);
            } finally {
                Files.writeString(power.resolve("control"), "on");
                if (!drives.isEmpty()) {
                    Files.writeString(Path.of("/sys/bus/usb/drivers/usb-storage/bind"), drives);
                }
            }
            // a target that wakes slower than input expires does not get the key that woke it
            settle(keyboard, A_CODE);
        }
    }

    /** The interface that a driver of the target has; empty for none. */
    private static String boundInterface(String driver) throws IOException {
        try (DirectoryStream<Path> bound = Files.newDirectoryStream(Path.of("/sys/bus/usb/drivers", driver), "*:*")) {
            Iterator<Path> each = bound.iterator();
            return each.hasNext() ? String.valueOf(each.next().getFileName()) : "";
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    @Row(13)
    void latencyIsPrinted() throws Exception {
        try (EventNode keyboard = EventNode.open(KEYBOARD)) {
            settle(keyboard);
            int rounds = 200;
            long[] nanos = new long[rounds];
            for (int i = 0; i < rounds; i++) {
                long began = System.nanoTime();
                key(A, i % 2 == 0);
                nanos[i] = keyboard.next().nanos() - began;
            }
            Arrays.sort(nanos);
            report.printf(
                    "submit to evdev, %d key edges: p50 %.2f ms, p95 %.2f ms, max %.2f ms%n",
                    rounds, nanos[rounds / 2] / 1e6, nanos[rounds * 95 / 100] / 1e6, nanos[rounds - 1] / 1e6);
        }
    }

    /**
     * By the key maps of the page's paste dialog, against key maps of the terminal that are made from xkb's layouts.
     */
    @Row(14)
    void textOfEveryLayoutIsReadFromTheTerminal() throws Exception {
        if (!Files.isDirectory(LAYOUTS)) {
            report.println("SKIPPED: no key maps for the terminal, see the reason above");
            return;
        }
        Files.writeString(TERMINAL, WITHOUT_REPEAT);
        Path read = Files.createTempFile("terminal", ".lines");
        // one program for all: what is typed while none has the terminal open is lost in part
        Process reader = new ProcessBuilder("sh", "-c", "while IFS= read -r line; do printf '%s\\n' \"$line\"; done")
                .redirectInput(TERMINAL.toFile())
                .redirectOutput(read.toFile())
                .start();
        try (EventNode keyboard = EventNode.open(KEYBOARD);
                var files = Files.newDirectoryStream(LAYOUTS, "*.strokes")) {
            settle(keyboard);
            // ends what other rows have typed
            type("baton");
            written(ENTER, true);
            written(ENTER, false);
            Await.isTrue("line on the terminal", () -> text(read).endsWith("baton\n"));
            int lines = (int) text(read).lines().count();
            List<String> wrong = new ArrayList<>();
            int layouts = 0;
            int characters = 0;
            int stalls = 0;
            for (Path file : files) {
                List<String> typed = Files.readAllLines(file);
                String name = String.valueOf(file.getFileName()).replace(".strokes", "");
                loadKeyMap(LAYOUTS.resolve(name + ".kmap"));
                while (!typeLine(typed.subList(1, typed.size()))) {
                    stalls++;
                    if (stalls > MAX_STALLS) {
                        throw new AssertionError("the output discards events, time after time");
                    }
                }
                int before = lines;
                String end = "\n" + typed.getFirst() + "\n";
                Await.within(LINE_SECONDS, () -> {
                    String text = text(read);
                    return text.endsWith(end) && text.lines().count() > before;
                });
                List<String> all = text(read).lines().toList();
                lines = all.size();
                String line = lines > before ? all.getLast() : "nothing";
                if (!line.equals(typed.getFirst())) {
                    wrong.add(name + "\n  typed " + typed.getFirst() + "\n  read  " + line);
                }
                layouts++;
                characters += typed.getFirst().length();
            }
            report.printf("layouts: %d, characters: %d, lines typed again: %d%n", layouts, characters, stalls);
            if (layouts == 0 || !wrong.isEmpty()) {
                throw new AssertionError(String.join("\n", wrong));
            }
        } finally {
            reader.destroyForcibly();
        }
    }

    /** Returns the whole lines of a file that is being written. */
    private static String text(Path file) throws IOException {
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        return text.substring(0, text.lastIndexOf('\n') + 1);
    }

    private static void loadKeyMap(Path keyMap) throws IOException, InterruptedException {
        int status = new ProcessBuilder("loadkeys", "-q", "-u", "-C", TERMINAL.toString(), keyMap.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .start()
                .waitFor();
        if (status != 0) {
            throw new AssertionError("loadkeys " + keyMap + " ended with " + status);
        }
    }

    /**
     * Types a line and ends it. Returns false when the machine stood still for so long that the output discarded an
     * event, as it does with all that is older than 500 ms; the line is to be typed again then.
     */
    private boolean typeLine(List<String> strokes) throws IOException {
        boolean written = true;
        for (int i = 0; i < strokes.size() && written; i++) {
            String stroke = strokes.get(i);
            int blank = stroke.indexOf(' ');
            written = stroke(
                    Integer.parseInt(stroke, 0, blank, 10), Integer.parseInt(stroke, blank + 1, stroke.length(), 10));
        }
        boolean ended = stroke(0, ENTER);
        for (int i = 0; i < MAX_STALLS && !ended; i++) {
            written = false;
            ended = stroke(0, ENTER);
        }
        return written && ended;
    }

    /**
     * Presses a key with its modifiers and releases all, as fast as the target takes it. Returns false when the output
     * has discarded it.
     */
    private boolean stroke(int modifiers, int usage) throws IOException {
        submit(new HidEvent.Keyboard(modifiers, usage));
        boolean written = Await.within(STROKE_SECONDS, () -> isDown(output.get().keysDown(), usage));
        submit(new HidEvent.Keyboard(0, 0));
        Await.isTrue(
                "written release of " + usage, () -> output.get().keysDown().equals(KeysDown.NONE));
        return written;
    }

    /**
     * Presses function keys until one arrives, so that what comes next was caused by the row: a target that has just
     * configured the device gets nothing of what was pressed before.
     */
    private void settle(EventNode keyboard) throws IOException, InterruptedException {
        settle(keyboard, F1_CODE);
    }

    /** @param also a key that was pressed before, and may have arrived */
    private void settle(EventNode keyboard, int also) throws IOException, InterruptedException {
        Await.isTrue("target that takes reports", () -> ports.get().state() == UsbState.CONFIGURED);
        for (int marker = F1; marker <= F10; marker++) {
            key(marker, true);
            key(marker, false);
            if (keyboard.skipTo(F1_CODE + marker - F1, also)) {
                return;
            }
        }
        throw new AssertionError("no function key arrives");
    }

    private void press(EventNode keyboard, int usage, int code) throws InterruptedException {
        key(usage, true);
        keyboard.expect("key " + code + " 1");
        key(usage, false);
        keyboard.expect("key " + code + " 0");
        keyboard.expectNothingMore();
    }

    /** A notch comes in two units; the finer one counts 120 for it. */
    private static void expectWheel(EventNode node, int code, int notches) throws InterruptedException {
        EventNode.Event first = node.next();
        EventNode.Event second = node.next();
        String both = first + ", " + second;
        int fine = code == 8 ? 11 : 12;
        if (!both.equals("rel " + code + " " + notches + ", rel " + fine + " " + notches * 120)
                && !both.equals("rel " + fine + " " + notches * 120 + ", rel " + code + " " + notches)) {
            throw new AssertionError("wheel: " + both);
        }
    }

    private void key(int usage, boolean down) {
        submit(new HidEvent.Key(usage, down));
    }

    /** Submits until it is taken: while the output is being replaced or busy, as input does. */
    private Outcome submit(HidEvent event) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        HidOutput present = output.get();
        Outcome outcome = present.submit(event, present.epoch());
        while (!outcome.isDone()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("refused: " + outcome);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
            present = output.get();
            outcome = present.submit(event, present.epoch());
        }
        return outcome;
    }

    /** Types as fast as the target takes it: each edge waits until the one before is written. */
    private void type(String text) throws IOException {
        for (int i = 0; i < text.length(); i++) {
            int stroke = usKey(text.charAt(i));
            boolean shift = stroke >> 8 != 0;
            if (shift) {
                written(LEFT_SHIFT, true);
            }
            written(stroke & 0xFF, true);
            written(stroke & 0xFF, false);
            if (shift) {
                written(LEFT_SHIFT, false);
            }
        }
    }

    private void written(int usage, boolean down) throws IOException {
        key(usage, down);
        Await.isTrue("written edge of " + usage, () -> isDown(output.get().keysDown(), usage) == down);
    }

    private static boolean isDown(KeysDown keys, int usage) {
        if (usage >= FIRST_MODIFIER) {
            return (keys.modifiers() & (1 << (usage - FIRST_MODIFIER))) != 0;
        }
        for (long left = keys.keys(); left != 0; left >>>= Byte.SIZE) {
            if ((left & 0xFF) == usage) {
                return true;
            }
        }
        return false;
    }

    private static int usKey(char c) {
        int shift = 0x100;
        if (c >= 'a' && c <= 'z') {
            return A + c - 'a';
        }
        if (c >= 'A' && c <= 'Z') {
            return shift | (A + c - 'A');
        }
        if (c >= '1' && c <= '9') {
            return 0x1E + c - '1';
        }
        return switch (c) {
            case ' ' -> 0x2C;
            case '$' -> shift | 0x21;
            case '(' -> shift | 0x26;
            case ')' -> shift | 0x27;
            case '*' -> shift | 0x25;
            default -> throw new IllegalArgumentException("no key for " + c);
        };
    }

    /** The characters on the first virtual terminal, {@code vcs(4)}. */
    private static String screen() throws IOException {
        return Files.readString(Path.of("/dev/vcs1"), StandardCharsets.ISO_8859_1);
    }

    /** The USB interface behind an event node, such as {@code 1-1:1.0}. */
    private static String usbInterface(Path node) throws IOException {
        Path path =
                Path.of("/sys/class/input", String.valueOf(node.getFileName())).toRealPath();
        for (Path part = path; part != null; part = part.getParent()) {
            String name = String.valueOf(part.getFileName());
            if (name.matches("[0-9]+-[0-9.]+:[0-9.]+")) {
                return name;
            }
        }
        throw new IOException("no USB interface for " + path);
    }

    private static Path usbDevice(Path node) throws IOException {
        String name = usbInterface(node);
        return USB_DEVICES.resolve(name.substring(0, name.indexOf(':')));
    }

    private Configuration gadgetConfiguration() throws IOException {
        ServiceReference<ConfigurationAdmin> reference = context.getServiceReference(ConfigurationAdmin.class);
        return context.getService(Objects.requireNonNull(reference)).getConfiguration("io.baton.usb.gadget", "?");
    }

    private Bundle bundle(String symbolicName) throws BundleException {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow(() -> new BundleException(symbolicName + " is not installed"));
    }
}
