// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.net;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The host name as a browser may write it. */
final class HostNamesTest {

    private final Path directory;

    HostNamesTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @ParameterizedTest
    @CsvSource({
        "kvm, 'kvm,kvm.local'",
        "kvm.example.org, kvm.example.org",
        "'kvm evil', 'baton,baton.local'",
        "'*', 'baton,baton.local'",
        "'', 'baton,baton.local'",
    })
    void nameWithoutDomainHasALocalNameToo(String kernel, String names) throws IOException {
        Path file = Files.writeString(directory.resolve("hostname"), kernel + "\n");
        assertEquals(List.of(names.split(",")), HostNames.of(file));
    }

    @Test
    void machineWithoutANameIsBaton() {
        assertEquals(List.of("baton", "baton.local"), HostNames.of(directory.resolve("absent")));
    }
}
