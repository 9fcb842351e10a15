// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The live heap of another Java process. */
final class Heap {
    /** The last line of a class histogram: instances, then bytes. */
    private static final Pattern TOTAL = Pattern.compile("(?m)^Total +\\d+ +(\\d+)");

    private Heap() {}

    /**
     * Bytes of all reachable objects, KiB. Collects garbage and counts in one pause, whatever is allocated meanwhile.
     */
    static long kibAfterCollection(long pid) throws IOException, InterruptedException {
        Matcher total = TOTAL.matcher(jcmd(pid, "GC.class_histogram"));
        if (!total.find()) {
            throw new IOException("no class histogram of process " + pid);
        }
        return Long.parseLong(total.group(1)) / 1024;
    }

    /** Returns the output of a diagnostic command. */
    static String jcmd(long pid, String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid), command)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
