// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/**
 * A key of a configuration file as the OSGi Configurator reads it (OSGi Compendium 150.4): a name and, after a colon,
 * the type its value is converted to.
 *
 * @param name what the component asks for; also a key of the Configurator's own, which begins with a colon
 * @param type empty where the file gives none
 */
record ConfigurationKey(String name, String type) {
    private static final Map<String, List<BigInteger>> WHOLE = Map.of(
            "byte", range(Byte.MIN_VALUE, Byte.MAX_VALUE),
            "short", range(Short.MIN_VALUE, Short.MAX_VALUE),
            "integer", range(Integer.MIN_VALUE, Integer.MAX_VALUE),
            "int", range(Integer.MIN_VALUE, Integer.MAX_VALUE),
            "long", range(Long.MIN_VALUE, Long.MAX_VALUE));

    static ConfigurationKey of(String key) {
        int colon = key.lastIndexOf(':');
        return colon <= 0 || key.startsWith(":")
                ? new ConfigurationKey(key, "")
                : new ConfigurationKey(key.substring(0, colon), key.substring(colon + 1));
    }

    /**
     * Checks that the value can be converted to the type.
     *
     * @throws ConfigurationSyntaxException when it cannot, or there is no such type
     */
    void check(Object value) throws ConfigurationSyntaxException {
        if (value == ConfigurationParser.NULL || type.isEmpty() || name.startsWith(":")) {
            return;
        }
        String item = type;
        if (type.endsWith("[]")) {
            item = type.substring(0, type.length() - 2);
        } else if (type.startsWith("Collection<") && type.endsWith(">")) {
            item = type.substring("Collection<".length(), type.length() - 1);
        } else if (type.equals("Collection")) {
            return;
        } else if (value instanceof List) {
            throw new ConfigurationSyntaxException("key " + name + ": " + type + " takes one value, not a list");
        }
        for (Object single : value instanceof List<?> list ? list : List.of(value)) {
            if (!converts(item, single)) {
                throw new ConfigurationSyntaxException("key " + name + ": " + single + " is not of type " + item);
            }
        }
    }

    private boolean converts(String item, Object value) throws ConfigurationSyntaxException {
        if (value instanceof Map || value instanceof List || value == ConfigurationParser.NULL) {
            return false;
        }
        String text = value instanceof BigDecimal number ? number.toPlainString() : value.toString();
        String lower = item.length() > 1 ? Character.toLowerCase(item.charAt(0)) + item.substring(1) : item;
        return switch (lower) {
            case "string", "binary" -> true;
            case "boolean" -> text.equals("true") || text.equals("false");
            case "character", "char" -> text.length() == 1;
            case "float", "double" -> text.matches("-?\\d+(\\.\\d+)?([eE][+-]?\\d{1,3})?");
            case "byte", "short", "integer", "int", "long" ->
                text.matches("-?\\d{1,19}(\\.0+)?") && isWithin(WHOLE.get(lower), new BigDecimal(text).toBigInteger());
            default -> throw new ConfigurationSyntaxException("key " + name + ": there is no type " + type);
        };
    }

    private static boolean isWithin(@org.jspecify.annotations.Nullable List<BigInteger> range, BigInteger value) {
        return range != null && value.compareTo(range.getFirst()) >= 0 && value.compareTo(range.getLast()) <= 0;
    }

    private static List<BigInteger> range(long least, long most) {
        return List.of(BigInteger.valueOf(least), BigInteger.valueOf(most));
    }

    @Override
    public String toString() {
        return type.isEmpty() ? name : name + ":" + type;
    }
}
