// SPDX-License-Identifier: Apache-2.0
package io.baton.auth.local;

import io.baton.auth.AuthMode;
import io.baton.shared.files.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the accounts in {@code accounts.json} (mode 0600). A change is in force once it is on the medium. A file that
 * cannot be read admits no request; the owner sets the device up again with the code on the console.
 *
 * <p>Threading. Any thread; changes are made one after the other.
 */
final class AccountsFile {

    static final String NAME = "accounts.json";

    private static final Logger LOG = LoggerFactory.getLogger("auth.local");

    private final Path file;
    private final AuthMode modeBeforeSetup;
    private final Object writing = new Object();
    private volatile Accounts current;
    private volatile boolean damaged;

    /** @param modeBeforeSetup the mode while there is no file */
    AccountsFile(Path directory, AuthMode modeBeforeSetup) throws IOException {
        this.file = directory.resolve(NAME);
        this.modeBeforeSetup = modeBeforeSetup;
        AtomicFiles.createDirectories(directory);
        current = Accounts.empty(modeBeforeSetup);
        load();
    }

    private void load() {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            current = AccountsCodec.read(AtomicFiles.read(file, AccountsCodec.MAX_BYTES));
            AtomicFiles.setMode(file, AtomicFiles.OWNER_ONLY);
        } catch (IOException | IllegalArgumentException e) {
            damaged = true;
            current = Accounts.empty(AuthMode.NOT_SET_UP);
            LOG.error("accounts unreadable, every login is refused file={} error=\"{}\"", file, e.getMessage());
        }
    }

    /** Returns the accounts in force. */
    Accounts current() {
        return current;
    }

    /** Returns whether there is a file that could not be read. */
    boolean isDamaged() {
        return damaged;
    }

    /**
     * Changes the accounts. The change must not have effects: what it throws leaves the accounts as they are.
     *
     * @throws IOException when the change could not be stored; it is not in force then
     */
    void update(UnaryOperator<Accounts> change) throws IOException {
        synchronized (writing) {
            if (damaged) {
                throw new IOException(file + " could not be read");
            }
            Accounts next = change.apply(current);
            AtomicFiles.replace(file, AccountsCodec.write(next), AtomicFiles.OWNER_ONLY);
            current = next;
        }
    }

    /** Moves an unreadable file aside, so that the device can be set up again. */
    void setAside() throws IOException {
        synchronized (writing) {
            if (damaged) {
                Path aside = file.resolveSibling(NAME + ".damaged");
                Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
                LOG.warn("unreadable accounts moved aside file={}", aside);
                damaged = false;
                current =
                        Accounts.empty(modeBeforeSetup == AuthMode.NO_PASSWORD ? AuthMode.NOT_SET_UP : modeBeforeSetup);
            }
        }
    }
}
