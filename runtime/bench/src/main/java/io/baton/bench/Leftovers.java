// SPDX-License-Identifier: Apache-2.0
package io.baton.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What sessions could leave behind in a process.
 *
 * @param threads names of the device's own threads, sorted
 * @param sockets open sockets, those of UDP included
 * @param classLoaders class loaders of bundles that garbage collection keeps
 */
record Leftovers(List<String> threads, int sockets, int classLoaders) {
    private static final Pattern THREAD = Pattern.compile("(?m)^\"(baton-[^\"]+)\"");
    private static final Pattern LOADERS = Pattern.compile("(?m)^ *\\d+: +(\\d+) +\\d+ +\\S*BundleClassLoader\\b");

    /** Counts them; collects garbage before. */
    static Leftovers of(long pid) throws IOException, InterruptedException {
        List<String> threads = THREAD.matcher(Heap.jcmd(pid, "Thread.print"))
                .results()
                .map(match -> match.group(1))
                .sorted()
                .toList();
        int loaders = LOADERS.matcher(Heap.jcmd(pid, "GC.class_histogram"))
                .results()
                .map((MatchResult match) -> match.group(1))
                .mapToInt(Integer::parseInt)
                .sum();
        if (threads.isEmpty() || loaders == 0) {
            throw new IOException("no threads or class loaders of process " + pid);
        }
        return new Leftovers(threads, sockets(pid), loaders);
    }

    private static int sockets(long pid) throws IOException {
        int sockets = 0;
        try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path file : open.toList()) {
                sockets += isSocket(file) ? 1 : 0;
            }
        }
        return sockets;
    }

    private static boolean isSocket(Path file) throws IOException {
        try {
            return Files.readSymbolicLink(file).toString().startsWith("socket:");
        } catch (NoSuchFileException closed) {
            return false;
        }
    }

    /** Returns what is there now and was not before, in words. */
    List<String> since(Leftovers before) {
        List<String> problems = new ArrayList<>();
        List<String> more = new ArrayList<>(threads);
        before.threads.forEach(more::remove);
        if (!more.isEmpty()) {
            problems.add("threads left behind: " + more);
        }
        if (sockets > before.sockets) {
            problems.add("sockets left behind: " + (sockets - before.sockets));
        }
        if (classLoaders > before.classLoaders) {
            problems.add("class loaders left behind: " + (classLoaders - before.classLoaders));
        }
        return problems;
    }
}
