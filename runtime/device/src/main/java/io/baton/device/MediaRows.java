// SPDX-License-Identifier: Apache-2.0
package io.baton.device;

import io.baton.port.BlockSource;
import io.baton.port.StorageDrive;
import io.baton.port.StorageException;
import io.baton.port.StorageMedium;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the kernel of a target does with the gadget's drives. */
final class MediaRows {

    private static final Path BLOCK_DEVICES = Path.of("/sys/class/block");
    private static final Path DEVICES = Path.of("/dev");
    private static final Path DIRECTORY = Path.of("/tmp/media");
    /**
     * What {@code baton-block-device@.service} leaves the connector of root's power; a comma would end it for socat.
     */
    private static final String AS_THE_UNIT =
            "setpriv --bounding-set=-all\\,+sys_admin --inh-caps=-all --no-new-privs --clear-groups ";

    private static final Path CONNECTOR_SOCKET = Path.of("/run/baton-block-device.socket");
    private static final Path MOUNT_POINT = DIRECTORY.resolve("mounted");
    private static final Pattern UPLOAD = Pattern.compile("\"dataChannel\":\"([^\"]+)\"");
    private static final int DISK_BYTES = 4 << 20;

    private final Supplier<StorageDrive> drives;
    private final PrintStream report;

    MediaRows(Supplier<StorageDrive> drives, PrintStream report) {
        this.drives = drives;
        this.report = report;
    }

    @Row(1)
    void discIsMountedByTheTargetsKernelAndItsFilesAreTheSame() throws Exception {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("README.TXT", "An image on the device.\n".getBytes(StandardCharsets.US_ASCII));
        files.put("DATA.BIN", random(1_500_001));
        Files.createDirectories(MOUNT_POINT);
        Path image = Files.write(DIRECTORY.resolve("test.iso"), IsoImage.of("BATON", files));
        StorageDrive drive = drives.get();
        Path device = Await.value("drive for discs", () -> blockDevice("sr"));
        drive.insert(medium(image, StorageMedium.Type.COMPACT_DISC, true));
        Await.isTrue(
                "disc that can be mounted", () -> succeeds("mount", "-t", "iso9660", "-o", "ro", device, MOUNT_POINT));
        try {
            compareMounted(files);
            StorageException.Reason refused = refusal(drive);
            if (refused != StorageException.Reason.IN_USE) {
                throw new AssertionError("a disc that is mounted was ejected: " + refused);
            }
            drive.eject(true);
        } finally {
            succeeds("umount", "-l", MOUNT_POINT);
        }
        if (drive.medium().isPresent()) {
            throw new AssertionError("still inserted");
        }
        report.println("disc: " + device);
    }

    @Row(2)
    void diskIsWrittenByTheTargetOnlyWhereItMay() throws Exception {
        Files.createDirectories(DIRECTORY);
        Path image = Files.write(DIRECTORY.resolve("test.img"), random(DISK_BYTES));
        byte[] written = random(65_536);
        StorageDrive drive = drives.get();
        Path device = Await.value("drive for disks", () -> blockDevice("sd"));
        drive.insert(medium(image, StorageMedium.Type.DISK, false));
        try (FileChannel disk = Await.value("disk of its size", () -> open(device))) {
            disk.write(ByteBuffer.wrap(written), 1 << 20);
            disk.force(true);
        }
        drive.eject(false);
        byte[] after = Files.readAllBytes(image);
        if (!Arrays.equals(written, Arrays.copyOfRange(after, 1 << 20, (1 << 20) + written.length))) {
            throw new AssertionError("what the target wrote is not in the image");
        }
        drive.insert(medium(image, StorageMedium.Type.DISK, true));
        Path readOnly = BLOCK_DEVICES.resolve(device.getFileName()).resolve("ro");
        Await.isTrue("disk that is write-protected", () -> {
            try (FileChannel disk = FileChannel.open(device, StandardOpenOption.READ)) {
                return disk.size() >= 0 && Files.readString(readOnly).strip().equals("1");
            } catch (IOException e) {
                return false;
            }
        });
        drive.eject(true);
        report.println("disk: " + device);
    }

    /** As an image of a web server is: read through a network block device, only where the target reads. */
    @Row(3)
    void sourceIsReadByTheTargetThroughANetworkBlockDevice() throws Exception {
        readSource("privilege of this process");
    }

    /** As with the package, whose systemd starts the program for each connection; here socat does. */
    @Row(4)
    void sourceIsReadByTheTargetThroughTheConnectorOfThePackage() throws Exception {
        Files.createDirectories(DIRECTORY);
        Process listener = new ProcessBuilder(
                        "socat",
                        "UNIX-LISTEN:" + CONNECTOR_SOCKET + ",fork",
                        "EXEC:" + AS_THE_UNIT + System.getProperty("baton.device.connector") + ",nofork")
                .redirectErrorStream(true)
                .redirectOutput(DIRECTORY.resolve("connector").toFile())
                .start();
        try {
            Await.isTrue("socket of the connector", () -> Files.exists(CONNECTOR_SOCKET));
            readSource("connector");
            // each connection has a program of its own
            readSource("connector again");
        } finally {
            listener.destroy();
            listener.waitFor();
            Files.deleteIfExists(CONNECTOR_SOCKET);
        }
    }

    private void readSource(String by) throws Exception {
        byte[] content = random(DISK_BYTES);
        AtomicLong served = new AtomicLong();
        BlockSource source = new BlockSource() {
            @Override
            public long size() {
                return content.length;
            }

            @Override
            public void read(long offset, ByteBuffer into) {
                served.addAndGet(into.remaining());
                into.put(content, (int) offset, into.remaining());
            }
        };
        StorageDrive drive = drives.get();
        if (!drive.readsSources()) {
            throw new AssertionError("no network block device");
        }
        drive.insert(new StorageMedium(
                "source.img", content.length, StorageMedium.Type.DISK, true, null, source, "http", "", Instant.EPOCH));
        Path device = Await.value("drive for disks", () -> blockDevice("sd"));
        ByteBuffer read = ByteBuffer.allocate(100_000);
        try (FileChannel disk = Await.value("disk of the source", () -> openForReading(device))) {
            while (read.hasRemaining() && disk.read(read, 2_000_000 + read.position()) > 0) {
                // until it is whole
            }
        }
        if (!Arrays.equals(read.array(), Arrays.copyOfRange(content, 2_000_000, 2_100_000))) {
            throw new AssertionError("what the target reads is not the source");
        }
        drive.eject(true);
        Await.isTrue("block device that is free", () -> !Files.exists(Path.of("/sys/block/nbd0/pid")));
        report.println("source by " + by + ": " + served.get() + " of " + content.length + " bytes read");
    }

    private static void compareMounted(Map<String, byte[]> files) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            byte[] read = Files.readAllBytes(MOUNT_POINT.resolve(file.getKey().toLowerCase(Locale.ROOT)));
            if (!Arrays.equals(file.getValue(), read)) {
                throw new AssertionError(file.getKey() + " differs, " + read.length + " bytes");
            }
        }
    }

    private static @Nullable FileChannel openForReading(Path device) {
        try {
            FileChannel disk = FileChannel.open(device, StandardOpenOption.READ);
            if (disk.read(ByteBuffer.allocate(512), DISK_BYTES - 512) == 512) {
                return disk;
            }
            disk.close();
            return null;
        } catch (IOException e) {
            return null;
        }
    }

    /** As a user does it: an upload that is interrupted and goes on, its checksum, mounting, ejecting. */
    @Row(value = 5, session = true)
    void uploadedImageIsWholeMountedAndEjectedByItsUser() throws Exception {
        Map<String, byte[]> files = Map.of("UPLOADED.BIN", random(1_000_003));
        byte[] image = IsoImage.of("UPLOADED", files);
        int half = image.length / 2;
        String mount = "{\"filename\":\"user.iso\",\"mode\":\"CDROM\"}";
        Files.createDirectories(MOUNT_POINT);
        try (Session user = Session.join("ann", Session.CHANNELS)) {
            upload(user, Arrays.copyOf(image, half), image.length, 0, 400);
            String early = user.ask("mountWithStorage", mount);
            if (!early.contains("\"error\"")) {
                throw new AssertionError("half an image was mounted: " + early);
            }
            upload(user, Arrays.copyOfRange(image, half, image.length), image.length, half, 200);
            String sum = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(image));
            Await.isTrue("checksum", () -> user.call("listStorageFiles", "{}").contains(sum));
            user.call("mountWithStorage", mount);
            Path device = Await.value("drive for discs", () -> blockDevice("sr"));
            Await.isTrue(
                    "disc that can be mounted",
                    () -> succeeds("mount", "-t", "iso9660", "-o", "ro", device, MOUNT_POINT));
            try {
                compareMounted(files);
                String held = user.ask("unmountImage", "{}");
                if (!held.contains("in_use")) {
                    throw new AssertionError("an image that the target holds was ejected: " + held);
                }
                user.call("unmountImage", "{\"force\":true}");
            } finally {
                succeeds("umount", "-l", MOUNT_POINT);
            }
            String state = user.call("getVirtualMediaState", "{}");
            if (!state.contains("\"result\":null")) {
                throw new AssertionError("still mounted: " + state);
            }
            user.call("deleteStorageFile", "{\"filename\":\"user.iso\"}");
        }
    }

    private static void upload(Session user, byte[] bytes, int size, int already, int expected) throws IOException {
        String started = user.call("startStorageFileUpload", "{\"filename\":\"user.iso\",\"size\":" + size + "}");
        Matcher id = UPLOAD.matcher(started);
        if (!started.contains("\"alreadyUploadedBytes\":" + already) || !id.find()) {
            throw new AssertionError("upload that goes on at " + already + ": " + started);
        }
        Session.Answer answer =
                user.request("POST", "/storage/upload?uploadId=" + id.group(1), "application/octet-stream", bytes);
        if (answer.status() != expected) {
            throw new AssertionError("upload: " + answer);
        }
    }

    private static StorageException.@Nullable Reason refusal(StorageDrive drive) {
        try {
            drive.eject(false);
            return null;
        } catch (StorageException e) {
            return e.reason();
        }
    }

    private static StorageMedium medium(Path file, StorageMedium.Type type, boolean readOnly) throws IOException {
        return new StorageMedium(
                String.valueOf(file.getFileName()),
                Files.size(file),
                type,
                readOnly,
                file,
                null,
                "storage",
                "",
                Instant.EPOCH);
    }

    /** Opening makes the kernel ask the drive for its medium. */
    private static @Nullable FileChannel open(Path device) {
        try {
            FileChannel disk = FileChannel.open(device, StandardOpenOption.READ, StandardOpenOption.WRITE);
            ByteBuffer last = ByteBuffer.allocate(512);
            if (disk.read(last, DISK_BYTES - 512) == 512) {
                return disk;
            }
            disk.close();
            return null;
        } catch (IOException e) {
            return null;
        }
    }

    /** Returns the node of a drive of this device. */
    private static @Nullable Path blockDevice(String prefix) throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(BLOCK_DEVICES, prefix + "[a-z0-9]")) {
            for (Path each : found) {
                Path vendor = each.resolve("device/vendor");
                Path node = DEVICES.resolve(String.valueOf(each.getFileName()));
                if (Files.exists(vendor) && Files.readString(vendor).strip().equals("Baton") && Files.exists(node)) {
                    return node;
                }
            }
        }
        return null;
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static boolean succeeds(Object... command) throws IOException {
        try {
            return new ProcessBuilder(
                                    Arrays.stream(command).map(String::valueOf).toList())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
