// SPDX-License-Identifier: Apache-2.0
package io.baton.launcher;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Puts the reason into the message of a failed file operation; the JDK's own is often the path alone. */
final class FileErrors {
    private FileErrors() {}

    /** The path, where the error has one, and the reason. */
    static String message(IOException e) {
        return e instanceof FileSystemException file && file.getFile() != null
                ? file.getFile() + ": " + reason(e)
                : reason(e);
    }

    /** The message and that of the first cause; the framework's own do not tell a full disk from a missing file. */
    static String messageWithCause(Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String reason = cause instanceof IOException io ? message(io) : String.valueOf(cause.getMessage());
        return cause == e ? reason : e.getMessage() + ": " + reason;
    }

    /** The reason without the path. */
    static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> "no such file or directory";
            case AccessDeniedException denied -> "permission denied";
            case FileAlreadyExistsException exists -> "exists and is not a directory";
            case NotDirectoryException file -> "not a directory";
            case DirectoryNotEmptyException directory -> "directory not empty";
            case CharacterCodingException coding -> "not UTF-8 text";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        };
    }
}
