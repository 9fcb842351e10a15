// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import io.baton.shared.net.VncAddress;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The options of the command line.
 *
 * @param profile selects bundles and configuration
 * @param host where HTTP and HTTPS listen
 * @param port TCP port of HTTP, 1 to 65535
 * @param usbGadget whether this machine is the target's keyboard and mouse, by its USB device controller
 * @param videoCapture whether the picture is that of a capture device of this machine
 * @param target the VNC server that is the target computer; null for hardware or the virtual computer
 * @param data directory for everything that is written at run time
 * @param config the administrator's configuration files; empty for none
 * @param shell whether the terminal becomes a Gogo shell
 * @param help whether to print the help and do nothing else
 */
record Options(
        Profile profile,
        ListenAddress host,
        int port,
        boolean usbGadget,
        boolean videoCapture,
        @Nullable VncAddress target,
        Path data,
        Optional<Path> config,
        boolean shell,
        boolean help) {

    static final int DEFAULT_PORT = 8080;
    static final String DEFAULT_HOST = "127.0.0.1";

    enum Profile {
        /** With the Web Console. */
        DEMO,
        /** As on the device: without the Web Console. */
        APPLIANCE;

        String wireName() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * What holds without an option.
     *
     * @param profile the profile
     * @param applianceHost address of the appliance profile; that of the demo profile is {@link #DEFAULT_HOST}
     */
    record Defaults(Profile profile, String applianceHost) {

        /** On a developer's machine: the demo profile, and loopback in both. */
        static final Defaults RUN = new Defaults(Profile.DEMO, DEFAULT_HOST);

        /** On a device: the appliance profile, which serves the network. */
        static final Defaults IMAGE = new Defaults(Profile.APPLIANCE, "0.0.0.0");
    }

    static Options parse(List<String> arguments, Defaults defaults) throws UsageException {
        Profile profile = defaults.profile();
        Optional<String> host = Optional.empty();
        int port = DEFAULT_PORT;
        boolean usbGadget = false;
        boolean videoCapture = false;
        VncAddress target = null;
        Path data = Path.of("data");
        Optional<Path> config = Optional.empty();
        boolean shell = false;
        boolean help = false;
        Deque<String> left = new ArrayDeque<>();
        for (String argument : arguments) {
            int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
            if (equals > 0) {
                left.add(argument.substring(0, equals));
                left.add(argument.substring(equals + 1));
            } else {
                left.add(argument);
            }
        }
        while (!left.isEmpty()) {
            String option = left.remove();
            switch (option) {
                case "--help", "-h" -> help = true;
                case "--shell" -> shell = true;
                case "--profile" -> profile = profile(value(option, left));
                case "--host" -> host = Optional.of(host(value(option, left)));
                case "--port" -> port = port(value(option, left));
                case "--usb" -> usbGadget = usbGadget(value(option, left));
                case "--video" -> videoCapture = videoCapture(value(option, left));
                case "--target" -> target = target(value(option, left));
                case "--data" -> data = Path.of(value(option, left));
                case "--config" -> config = Optional.of(directory(value(option, left)));
                default -> throw new UsageException("unknown option " + option);
            }
        }
        if (shell && profile == Profile.APPLIANCE) {
            throw new UsageException("--shell goes with the demo profile; the appliance has no shell");
        }
        String listen = host.orElse(profile == Profile.APPLIANCE ? defaults.applianceHost() : DEFAULT_HOST);
        return new Options(
                profile,
                new ListenAddress(listen),
                port,
                usbGadget,
                videoCapture,
                target,
                data.toAbsolutePath().normalize(),
                config,
                shell,
                help);
    }

    static String helpText() {
        StringBuilder text = new StringBuilder("""
                Usage: baton run [options]
                  --profile demo|appliance   demo: with the Web Console, without a password; appliance: as on the device.
                                             Default: demo; in an image: appliance
                  --port N                   TCP port of HTTP (default 8080)
                  --host ADDRESS             IP address to listen on, 0.0.0.0 for all. Default: 127.0.0.1; in an image: all.
                                             Beyond loopback HTTPS is on (port 8443), and a password is required
                  --usb gadget|virtual       gadget: keys and pointer go to the computer at this machine's USB device port
                                             (root, Linux); virtual: to the virtual computer. Default: virtual.
                                             io.baton.usb.gadget.json in the configuration precedes this
                  --video v4l2|virtual       v4l2: the picture of this machine's capture device (Linux); virtual: of the virtual
                                             computer. Default: virtual. io.baton.video.libav.v4l2.json in the configuration
                                             precedes this
                  --target vnc://HOST:PORT|virtual
                                             vnc: the target computer is what a VNC server shows, such as a virtual machine:
                                             vnc://[:PASSWORD@]HOST[:PORT or :DISPLAY], vnc+unix:///PATH. Others see a
                                             password on the command line; see docs/target-vnc.md. Default: virtual
                  --data DIR                 where run-time files go (default ./data)
                  --config DIR               configuration files, over those shipped; those in DIR/configs of --data, which
                                             the device writes, precede them (default: none)
                  --shell                    take commands on this terminal (demo only), such as  target:mode 1920x1080@30
                  --help                     this text
                Exit codes:
                """);
        for (ExitCode code : ExitCode.values()) {
            text.append("  ")
                    .append(code.status)
                    .append("  ")
                    .append(code.meaning)
                    .append(System.lineSeparator());
        }
        return text.toString();
    }

    private static String value(String option, Deque<String> left) throws UsageException {
        String value = left.poll();
        if (value == null || value.isEmpty()) {
            throw new UsageException(option + " needs a value");
        }
        return value;
    }

    private static Profile profile(String name) throws UsageException {
        for (Profile profile : Profile.values()) {
            if (profile.wireName().equals(name)) {
                return profile;
            }
        }
        throw new UsageException("--profile is demo or appliance, not " + name);
    }

    private static boolean usbGadget(String choice) throws UsageException {
        return switch (choice) {
            case "gadget" -> true;
            case "virtual" -> false;
            default -> throw new UsageException("--usb is gadget or virtual, not " + choice);
        };
    }

    /** A directory that is missing is an error: a device that ignored its configuration would seem to work. */
    private static Path directory(String name) throws UsageException {
        Path directory = Path.of(name).toAbsolutePath().normalize();
        if (!Files.isDirectory(directory)) {
            throw new UsageException("--config is a directory; there is none at " + directory);
        }
        return directory;
    }

    private static boolean videoCapture(String choice) throws UsageException {
        return switch (choice) {
            case "v4l2" -> true;
            case "virtual" -> false;
            default -> throw new UsageException("--video is v4l2 or virtual, not " + choice);
        };
    }

    private static @Nullable VncAddress target(String choice) throws UsageException {
        if (choice.equals("virtual")) {
            return null;
        }
        try {
            return VncAddress.parse(choice);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--target is virtual or a VNC server: " + e.getMessage());
        }
    }

    /** Accepts IP addresses only: a name may resolve to another address tomorrow. */
    private static String host(String host) throws UsageException {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String bare = bracketed ? host.substring(1, host.length() - 1) : host;
        String literal = bare.equals("localhost") ? DEFAULT_HOST : bare;
        try {
            InetAddress.ofLiteral(literal);
            return literal;
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    "--host is an IP address, such as 192.0.2.7, or 0.0.0.0 for all addresses, not " + host);
        }
    }

    private static int port(String number) throws UsageException {
        try {
            int port = Integer.parseInt(number);
            if (port >= 1 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // reported below, like a number out of range
        }
        throw new UsageException("--port is a number from 1 to 65535, not " + number);
    }
}
