// SPDX-License-Identifier: Apache-2.0
package io.baton.harness;

import io.baton.port.PortLease;
import io.baton.port.ReportPort;
import io.baton.port.ReportPorts;
import io.baton.port.UsbState;
import io.baton.port.WriteResult;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/**
 * Report ports that write each report into a named pipe, after the first letter of its port and its length, as a bundle
 * of {@link DeviceBundle} inside the device. They rank above all others.
 *
 * <p>Threading. Any thread.
 */
public final class ReportFile implements BundleActivator, ReportPorts {
    private static final String FILE = "Baton-Report-File";
    private static final int RANKING = 1000;

    private @Nullable RandomAccessFile file;
    private @Nullable PortLease current;

    /** Called by the framework. */
    public ReportFile() {}

    /** Writes the bundle. */
    public static Path jar(Path directory, Path reports) throws IOException {
        return DeviceBundle.write(
                directory,
                ReportFile.class,
                Map.of("Import-Package", "org.osgi.framework,io.baton.port", FILE, reports.toString()),
                Lease.class);
    }

    @Override
    public void start(BundleContext context) throws IOException {
        // for reading too: opening a pipe for writing alone waits for the reader
        file = new RandomAccessFile(context.getBundle().getHeaders().get(FILE), "rw");
        context.registerService(
                ReportPorts.class, this, FrameworkUtil.asDictionary(Map.of("service.ranking", (Object) RANKING)));
    }

    @Override
    public void stop(BundleContext context) throws IOException {
        RandomAccessFile open = file;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public synchronized PortLease lease(Start start) {
        PortLease lease = new Lease(this);
        current = lease;
        if (start == Start.NEUTRAL) {
            for (ReportPort port : ReportPort.values()) {
                lease.write(port, new byte[port.maxLength()]);
            }
        }
        return lease;
    }

    @Override
    public UsbState state() {
        return UsbState.CONFIGURED;
    }

    @Override
    public int leds() {
        return 0;
    }

    private synchronized WriteResult write(PortLease lease, ReportPort port, byte[] report) {
        RandomAccessFile open = file;
        if (lease != current || open == null) {
            return WriteResult.REVOKED;
        }
        byte[] out = new byte[2 + report.length];
        out[0] = (byte) port.name().charAt(0);
        out[1] = (byte) report.length;
        System.arraycopy(report, 0, out, 2, report.length);
        try {
            open.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return WriteResult.WRITTEN;
    }

    private synchronized boolean holds(PortLease lease) {
        return lease == current;
    }

    /** A lease that does not lapse by itself. */
    static final class Lease implements PortLease {
        private final ReportFile ports;

        Lease(ReportFile ports) {
            this.ports = ports;
        }

        @Override
        public WriteResult write(ReportPort port, byte[] report) {
            return ports.write(this, port, report);
        }

        @Override
        public boolean renew() {
            return ports.holds(this);
        }

        @Override
        public void close() {
            // its successor is the next lease
        }
    }
}
