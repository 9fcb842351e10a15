// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import java.io.IOException;

/** A configuration file cannot be used; the message says where and why, without the file's name. */
final class ConfigurationSyntaxException extends IOException {
    private static final long serialVersionUID = 1L;

    ConfigurationSyntaxException(String message) {
        super(message);
    }

    /** An error at this offset of the text; line and column are counted from 1. */
    static ConfigurationSyntaxException at(String text, int offset, String reason) {
        String before = text.substring(0, Math.min(offset, text.length()));
        long line = before.chars().filter(character -> character == '\n').count() + 1;
        int column = before.length() - before.lastIndexOf('\n');
        return new ConfigurationSyntaxException("line " + line + ", column " + column + ": " + reason);
    }
}
