// SPDX-License-Identifier: Apache-2.0
package io.baton.audit.journal;

import io.baton.policy.SessionPolicy;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;

/**
 * The command {@code audit}: checks a journal, or replays it. Found by the launcher as a {@link ToolProvider} and run
 * without a framework.
 *
 * <p>Threading. The caller's thread.
 *
 * <p>Errors. The exit code says: 0 all is well, 1 it is not, 2 the command line was not understood.
 */
public final class AuditTool implements ToolProvider {

    private static final int SUCCESS = 0;
    private static final int DAMAGED = 1;
    private static final int USAGE = 2;
    private static final int SHOWN = 10;

    private static final String HELP = """
            Usage: baton audit verify FILE...
                   baton audit replay FILE...
            FILE is a journal's file (data/audit/audit-00000001.jsonl), or the directory with all of them (data/audit),
            oldest first. The device may run meanwhile.
              verify   check that every entry is what was written and that none is missing
              replay   have the rules decide everything again, from each roster that was written whole,
                       and compare what they say with what was written
              --help   this text
            Exit codes:
              0  all is well
              1  damaged, or something else came out
              2  the command line was not understood, or a file cannot be read
            """;

    /** Called by the tool launcher. */
    public AuditTool() {}

    @Override
    public String name() {
        return "audit";
    }

    @Override
    public int run(PrintWriter out, PrintWriter err, String... arguments) {
        List<String> given = new ArrayList<>(Arrays.asList(arguments));
        if (given.contains("--help") || given.contains("-h")) {
            out.print(HELP);
            return SUCCESS;
        }
        String policy = "";
        int option = given.indexOf("--policy");
        if (option >= 0 && option + 1 < given.size()) {
            given.remove(option);
            policy = given.remove(option);
        }
        if (given.size() < 2 || given.stream().anyMatch(argument -> argument.startsWith("-"))) {
            return usage(err, "audit needs a command and a file");
        }
        String command = given.removeFirst();
        try {
            List<Path> files = files(given);
            return switch (command) {
                case "verify" -> verify(out, files);
                case "replay" -> replay(out, files, policy(policy));
                default -> usage(err, "there is no command " + command);
            };
        } catch (IOException e) {
            err.println("cannot read " + e.getMessage());
            return USAGE;
        } catch (ReflectiveOperationException e) {
            err.println("the rules cannot be loaded: " + e);
            return USAGE;
        }
    }

    private static int usage(PrintWriter err, String what) {
        err.println(what);
        err.print(HELP);
        return USAGE;
    }

    private static List<Path> files(List<String> given) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String name : given) {
            Path path = Path.of(name);
            if (Files.isDirectory(path)) {
                files.addAll(JournalFileNames.files(path));
            } else {
                files.add(path);
            }
        }
        if (files.isEmpty()) {
            throw new IOException("a journal: there is none in " + given);
        }
        return files;
    }

    private static int verify(PrintWriter out, List<Path> files) throws IOException {
        Verifier.Report report = new Verifier().verify(files);
        out.printf("%s in %s%n", counted(report.entries(), "entry", "entries"), counted(files.size(), "file", "files"));
        out.printf("kinds      %s%n", text(report.kinds()));
        out.printf("from       %s%n", report.first());
        out.printf("to         %s%n", report.last());
        out.printf("head       %s%n", report.head());
        list(out, "gaps", report.gaps());
        list(out, "torn tails", report.tornTails());
        if (report.openTail() > 0) {
            out.printf(
                    "open end   %d bytes of a line that is being written, or never was to the end%n",
                    report.openTail());
        }
        if (report.isWhole()) {
            out.println("The chain is whole.");
            return SUCCESS;
        }
        list(out, "damage", report.problems());
        out.println("The chain is BROKEN.");
        return DAMAGED;
    }

    private static int replay(PrintWriter out, List<Path> files, SessionPolicy policy) throws IOException {
        Replayer.Report report = new Replayer(policy).replay(files);
        out.printf(
                "%s decided again by %s, %s compared or begun from%n",
                counted(report.commands(), "command", "commands"),
                policy.getClass().getName(),
                counted(report.rosters(), "roster", "rosters"));
        if (report.skipped() > 0) {
            out.printf("%s skipped: no roster is known there%n", counted(report.skipped(), "command", "commands"));
        }
        if (report.otherForm()) {
            out.println("Rosters were written by another version: compared by revision and epoch only.");
        }
        if (report.differences() == 0) {
            out.println("The same came out everywhere.");
            return SUCCESS;
        }
        out.printf("first difference: %s%n", report.firstDifference());
        out.printf("%s. SOMETHING ELSE CAME OUT.%n", counted(report.differences(), "difference", "differences"));
        return DAMAGED;
    }

    private static SessionPolicy policy(String name) throws ReflectiveOperationException {
        if (name.isEmpty()) {
            throw new ClassNotFoundException("no policy is named; it is found by ./baton audit");
        }
        Class<?> type = Class.forName(name, true, AuditTool.class.getClassLoader());
        Constructor<? extends SessionPolicy> constructor =
                type.asSubclass(SessionPolicy.class).getConstructor();
        return constructor.newInstance();
    }

    private static void list(PrintWriter out, String title, List<String> items) {
        if (!items.isEmpty()) {
            out.printf("%-10s %d%n", title, items.size());
            items.stream().limit(SHOWN).forEach(item -> out.printf("           %s%n", item));
            if (items.size() > SHOWN) {
                out.printf("           and %d more%n", items.size() - SHOWN);
            }
        }
    }

    private static String text(Map<String, Long> kinds) {
        return kinds.entrySet().stream()
                .map(kind -> kind.getValue() + " " + kind.getKey())
                .collect(Collectors.joining(", "));
    }

    private static String counted(long count, String one, String many) {
        return String.format(java.util.Locale.ROOT, "%,d %s", count, count == 1 ? one : many);
    }
}
