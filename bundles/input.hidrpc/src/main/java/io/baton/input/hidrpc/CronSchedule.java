// SPDX-License-Identifier: Apache-2.0
package io.baton.input.hidrpc;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A cron schedule of six fields: second, minute, hour, day of month, month, day of week; the second may be left out.
 * Fields are {@code *}, values, names of months and days, ranges, steps and lists. When both days are restricted one of
 * them suffices, as in crontab(5). Local times that a change of the clocks skips are skipped; those that it repeats
 * count twice.
 */
final class CronSchedule {

    private static final int MAX_TEXT = 128;
    private static final int HORIZON_YEARS = 9;
    private static final List<String> MONTHS =
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
    private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

    private final long seconds;
    private final long minutes;
    private final long hours;
    private final long daysOfMonth;
    private final long months;
    private final long daysOfWeek;
    private final boolean anyDayOfMonth;
    private final boolean anyDayOfWeek;

    private CronSchedule(String[] fields) {
        seconds = bits(fields[0], 0, 59, List.of());
        minutes = bits(fields[1], 0, 59, List.of());
        hours = bits(fields[2], 0, 23, List.of());
        daysOfMonth = bits(fields[3], 1, 31, List.of());
        months = bits(fields[4], 1, 12, MONTHS);
        long days = bits(fields[5], 0, 7, DAYS);
        daysOfWeek = days | days >>> 7;
        anyDayOfMonth = isAny(fields[3]);
        anyDayOfWeek = isAny(fields[5]);
    }

    /** @throws IllegalArgumentException saying what is wrong with the text */
    static CronSchedule parse(String text) {
        if (text.length() > MAX_TEXT) {
            throw new IllegalArgumentException("longer than " + MAX_TEXT + " characters");
        }
        String[] fields = text.strip().split("\\s+", -1);
        return switch (fields.length) {
            case 5 -> parse("0 " + text.strip());
            case 6 -> new CronSchedule(fields);
            default -> throw new IllegalArgumentException("not of six fields");
        };
    }

    private static boolean isAny(String field) {
        return field.startsWith("*") || field.equals("?");
    }

    private static long bits(String field, int min, int max, List<String> names) {
        long bits = 0;
        for (String part : field.split(",", -1)) {
            String[] stepped = part.split("/", -1);
            int step = stepped.length == 1 ? 1 : number(stepped[1], 1, max, List.of());
            int from = min;
            int to = max;
            if (!stepped[0].equals("*") && !stepped[0].equals("?")) {
                String[] ends = stepped[0].split("-", -1);
                from = number(ends[0], min, max, names);
                to = ends.length == 2 ? number(ends[1], min, max, names) : stepped.length == 2 ? max : from;
                if (ends.length > 2 || to < from) {
                    throw new IllegalArgumentException("not a range: " + part);
                }
            }
            if (stepped.length > 2) {
                throw new IllegalArgumentException("not a step: " + part);
            }
            for (int value = from; value <= to; value += step) {
                bits |= 1L << value;
            }
        }
        return bits;
    }

    private static int number(String text, int min, int max, List<String> names) {
        int named = names.indexOf(text.toUpperCase(Locale.ROOT));
        if (named >= 0) {
            return named + min;
        }
        if (!text.matches("[0-9]{1,2}")) {
            throw new IllegalArgumentException("not a value: " + text);
        }
        int value = Integer.parseInt(text);
        if (value < min || value > max) {
            throw new IllegalArgumentException("not within " + min + "–" + max + ": " + text);
        }
        return value;
    }

    /** Returns the first time after this one; empty when there is none in the next years. */
    Optional<Instant> next(Instant after, ZoneId zone) {
        ZoneRules rules = zone.getRules();
        LocalDate last = LocalDate.ofInstant(after, zone).plusYears(HORIZON_YEARS);
        ZoneOffset offset = rules.getOffset(after);
        LocalDateTime from = LocalDateTime.ofInstant(after, offset)
                .truncatedTo(ChronoUnit.SECONDS)
                .plusSeconds(1);
        ZoneOffsetTransition transition = rules.nextTransition(after);
        while (true) {
            LocalDateTime found = firstAt(from, last);
            if (found != null && (transition == null || found.toInstant(offset).isBefore(transition.getInstant()))) {
                return Optional.of(found.toInstant(offset));
            }
            if (transition == null
                    || transition.getDateTimeAfter().toLocalDate().isAfter(last)) {
                return Optional.empty();
            }
            offset = transition.getOffsetAfter();
            from = transition.getDateTimeAfter();
            transition = rules.nextTransition(transition.getInstant());
        }
    }

    private @Nullable LocalDateTime firstAt(LocalDateTime from, LocalDate last) {
        LocalTime earliest = from.toLocalTime();
        for (LocalDate day = from.toLocalDate(); !day.isAfter(last); day = day.plusDays(1)) {
            LocalTime time = isOn(day) ? firstAt(earliest) : null;
            if (time != null) {
                return day.atTime(time);
            }
            earliest = LocalTime.MIN;
        }
        return null;
    }

    private boolean isOn(LocalDate day) {
        boolean ofMonth = isSet(daysOfMonth, day.getDayOfMonth());
        boolean ofWeek = isSet(daysOfWeek, day.getDayOfWeek().getValue() % 7);
        boolean fits = (anyDayOfMonth || anyDayOfWeek) ? (ofMonth && ofWeek) : (ofMonth || ofWeek);
        return fits && isSet(months, day.getMonthValue());
    }

    private @Nullable LocalTime firstAt(LocalTime from) {
        for (int hour = nextSet(hours, from.getHour()); hour >= 0; hour = nextSet(hours, hour + 1)) {
            boolean firstHour = hour == from.getHour();
            int firstMinute = firstHour ? from.getMinute() : 0;
            for (int minute = nextSet(minutes, firstMinute); minute >= 0; minute = nextSet(minutes, minute + 1)) {
                boolean firstOfAll = firstHour && minute == from.getMinute();
                int second = nextSet(seconds, firstOfAll ? from.getSecond() : 0);
                if (second >= 0) {
                    return LocalTime.of(hour, minute, second);
                }
            }
        }
        return null;
    }

    private static boolean isSet(long bits, int value) {
        return (bits >>> value & 1) != 0;
    }

    /** Returns the lowest value from this one on; -1 for none. */
    private static int nextSet(long bits, int from) {
        long rest = (bits >>> from) << from;
        return rest == 0 ? -1 : Long.numberOfTrailingZeros(rest);
    }
}
