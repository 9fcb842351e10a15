// SPDX-License-Identifier: Apache-2.0
package io.baton.audit.journal;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the journal's files are called: {@code audit-00000001.jsonl} and so on. */
final class JournalFileNames {

    private static final Pattern NAME = Pattern.compile("audit-(\\d{8,18})\\.jsonl");

    private JournalFileNames() {}

    static String name(long number) {
        return String.format(Locale.ROOT, "audit-%08d.jsonl", number);
    }

    /** What an incomplete end of this file is kept as. */
    static String torn(Path file, long from) {
        return stem(file) + "-torn-at-" + from;
    }

    static long number(Path file) {
        Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
        if (!name.matches()) {
            throw new IllegalArgumentException(file + " is no file of the journal");
        }
        return Long.parseLong(name.group(1));
    }

    /** The journal's files, oldest first. */
    static List<Path> files(Path directory) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "audit-*.jsonl")) {
            for (Path file : found) {
                if (NAME.matcher(String.valueOf(file.getFileName())).matches()) {
                    files.add(file);
                }
            }
        }
        files.sort(Comparator.comparingLong(JournalFileNames::number));
        return files;
    }

    static void deleteWithTails(Path file) throws IOException {
        try (DirectoryStream<Path> tails =
                Files.newDirectoryStream(file.resolveSibling("."), stem(file) + "-torn-at-*")) {
            for (Path tail : tails) {
                Files.deleteIfExists(tail);
            }
        }
        Files.deleteIfExists(file);
    }

    private static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(0, name.length() - ".jsonl".length());
    }
}
