// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** The terminal: a prompt that knows a handful of words. Keeps the last {@value #LINES} lines. */
final class Shell {

    static final int LINES = 200;
    static final String PROMPT = "guest@target:~$ ";
    private static final int LONGEST = 400;
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE d MMM yyyy HH:mm:ss 'UTC'", Locale.ROOT);

    private final Supplier<ZonedDateTime> now;
    private final Supplier<String> status;
    private final VirtualDrive drive;
    private final List<String> lines = new ArrayList<>();
    private final List<String> history = new ArrayList<>();
    private final StringBuilder input = new StringBuilder();
    private int recalled;

    /**
     * @param now present time
     * @param status what {@code status} prints
     * @param drive what {@code mount} and {@code umount} are about
     */
    Shell(Supplier<ZonedDateTime> now, Supplier<String> status, VirtualDrive drive) {
        this.now = now;
        this.status = status;
        this.drive = drive;
        print("Baton OS 1.0 on a virtual target computer.");
        print("Click here and type. \u201chelp\u201d lists the commands.");
        print("");
    }

    void apply(Keystroke stroke) {
        switch (stroke.action()) {
            case TYPE -> {
                if (input.length() < LONGEST) {
                    input.append(stroke.character());
                }
            }
            case BACKSPACE -> {
                if (!input.isEmpty()) {
                    input.setLength(input.length() - 1);
                }
            }
            case ENTER -> enter();
            case UP -> recall(Math.max(0, recalled - 1));
            case DOWN -> recall(Math.min(history.size(), recalled + 1));
            case DELETE, LEFT, RIGHT, HOME, END, SWITCH, NONE -> {
                // the caret stays at the end of the line
            }
        }
    }

    /** Finished lines, oldest first. */
    List<String> lines() {
        return List.copyOf(lines);
    }

    /** What is being typed behind the prompt. */
    String input() {
        return input.toString();
    }

    private void enter() {
        String line = input.toString();
        input.setLength(0);
        print(PROMPT + line);
        if (!line.isBlank()) {
            history.add(line);
            if (history.size() > LINES) {
                history.removeFirst();
            }
            run(line.strip());
        }
        recalled = history.size();
    }

    private void run(String line) {
        int space = line.indexOf(' ');
        String command = space < 0 ? line : line.substring(0, space);
        String rest = space < 0 ? "" : line.substring(space + 1).strip();
        switch (command) {
            case "help" -> {
                print("clear   wipe the terminal        echo    say something");
                print("date    what time it is          status  what this computer sees");
                print("uname   what this is             whoami  who you are");
                print("mount   use what is in the drive umount  let it go");
            }
            case "echo" -> print(rest);
            case "date" -> print(DATE.format(now.get().withZoneSameInstant(ZoneOffset.UTC)));
            case "status" -> status.get().lines().forEach(this::print);
            case "uname" -> print("BatonOS target 1.0 virtual");
            case "whoami" -> print("guest, at the far end of the cable");
            case "mount" -> print(drive.mount());
            case "umount" -> print(drive.unmount());
            case "clear" -> lines.clear();
            default -> print("baton-sh: " + command + ": not found");
        }
    }

    private void recall(int index) {
        recalled = index;
        input.setLength(0);
        if (index < history.size()) {
            input.append(history.get(index));
        }
    }

    private void print(String line) {
        lines.add(line);
        if (lines.size() > LINES) {
            lines.removeFirst();
        }
    }
}
