// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The options of the command line.
 *
 * @param profile selects bundles and configuration
 * @param host loopback address HTTP listens on
 * @param port TCP port of HTTP, 1 to 65535
 * @param data directory for everything that is written at run time
 * @param shell whether the terminal becomes a Gogo shell
 * @param help whether to print the help and do nothing else
 */
record Options(Profile profile, String host, int port, Path data, boolean shell, boolean help) {

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

    static Options parse(List<String> arguments) throws UsageException {
        Profile profile = Profile.DEMO;
        String host = DEFAULT_HOST;
        int port = DEFAULT_PORT;
        Path data = Path.of("data");
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
                case "--host" -> host = loopback(value(option, left));
                case "--port" -> port = port(value(option, left));
                case "--data" -> data = Path.of(value(option, left));
                default -> throw new UsageException("unknown option " + option);
            }
        }
        if (shell && profile == Profile.APPLIANCE) {
            throw new UsageException("--shell goes with the demo profile; the appliance has no shell");
        }
        return new Options(profile, host, port, data.toAbsolutePath().normalize(), shell, help);
    }

    /** Whether the device listens on a loopback address only. */
    boolean isLoopback() {
        return InetAddress.ofLiteral(host).isLoopbackAddress();
    }

    static String helpText() {
        StringBuilder text = new StringBuilder("""
                Usage: baton run [options]
                  --profile demo|appliance   demo (default): with the Web Console; appliance: as on the device, without
                  --port N                   TCP port of HTTP (default 8080)
                  --host ADDRESS             loopback address HTTP listens on (default 127.0.0.1); any other is refused:
                                             this version does not serve the network
                  --data DIR                 where run-time files go (default ./data)
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

    /** Accepts loopback addresses only: without a login, everything that reaches the address may watch and type. */
    private static String loopback(String host) throws UsageException {
        String literal = host.equals("localhost") ? DEFAULT_HOST : host;
        try {
            if (InetAddress.ofLiteral(literal).isLoopbackAddress()) {
                return literal;
            }
        } catch (IllegalArgumentException e) {
            // a name may resolve to another address tomorrow; reported below
        }
        throw new UsageException("--host is a loopback address (127.0.0.1 or ::1), not " + host
                + ": this version does not serve the network, so it must not be reachable from elsewhere.");
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
