// SPDX-License-Identifier: Apache-2.0
package io.baton.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A computer in QEMU: Debian's kernel with a shell on the screen, a VNC server on a socket, and a serial line that is
 * written to a file. It has the kernel that the device test fetches.
 */
public final class VirtualMachine implements AutoCloseable {

    private static final int PREPARE_SECONDS = 120;

    /** The name is that of the first process; the shell gets the screen as its controlling terminal. */
    private static final String INIT = """
            #!/bin/busybox sh
            /bin/busybox --install -s /bin
            export PATH=/bin
            mount -t proc proc /proc
            mount -t devtmpfs dev /dev
            echo READY >/dev/ttyS0
            exec setsid sh -c 'exec sh </dev/tty1 >/dev/tty1 2>&1'
            """;

    private static final String MAKE_INITRD = """
            set -e
            mkdir -p root/bin root/proc root/dev root/sys
            cp "$(command -v busybox)" root/bin/busybox
            cp init root/init
            chmod 755 root/init
            cd root && find . | cpio -o -H newc --quiet >../initrd
            """;

    private final Path directory;
    private final Process process;

    private VirtualMachine(Path directory, Process process) {
        this.directory = directory;
        this.process = process;
    }

    /** Starts it; the running test is skipped where that is not possible. */
    public static VirtualMachine start() throws Exception {
        Path vm = Path.of(System.getProperty("baton.peers"))
                .resolveSibling("device/vm")
                .normalize();
        int prepared = Commands.run("timeout", Integer.toString(PREPARE_SECONDS), vm.toString(), "prepare");
        Prerequisites.unless(
                prepared == 0, "no kernel for a virtual machine: " + vm + " prepare ended with " + prepared);
        Path kernel = Path.of(Files.readString(cache().resolve("current")).strip(), "vmlinux");
        Path directory = Files.createTempDirectory("baton-vm-"); // a socket's path is short
        Files.writeString(directory.resolve("init"), INIT);
        Commands.require("sh", "-c", "cd " + directory + "\n" + MAKE_INITRD);
        List<String> command = List.of(
                "qemu-system-x86_64",
                "-machine",
                "q35,accel=tcg",
                "-cpu",
                "Nehalem",
                "-m",
                "192",
                "-nodefaults",
                "-display",
                "none",
                "-no-reboot",
                "-kernel",
                kernel.toString(),
                "-initrd",
                directory.resolve("initrd").toString(),
                "-append",
                "console=tty0 nokaslr quiet loglevel=4 panic=-1 tsc=reliable",
                "-serial",
                "file:" + directory.resolve("serial"),
                "-vga",
                "std",
                "-device",
                "qemu-xhci",
                "-device",
                "usb-tablet",
                "-vnc",
                "unix:" + directory.resolve("vnc"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("log").toFile())
                .start();
        return new VirtualMachine(directory, process);
    }

    /** The address of its VNC server, as an option of {@code ./baton run}. */
    public String target() {
        return "vnc+unix://" + directory.resolve("vnc");
    }

    /** What was written to its serial line. */
    public String serial() {
        try {
            Path file = directory.resolve("serial");
            return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static Path cache() {
        String own = System.getenv("VM_CACHE");
        String caches = System.getenv("XDG_CACHE_HOME");
        if (own != null) {
            return Path.of(own);
        }
        return (caches == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(caches))
                .resolve("baton/vm");
    }
}
