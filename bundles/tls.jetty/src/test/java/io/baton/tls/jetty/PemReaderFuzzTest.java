// SPDX-License-Identifier: Apache-2.0
package io.baton.tls.jetty;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.baton.testkit.DamagedSeeds;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** S33: an upload of any content is a key with its certificates, or refused with a code. */
class PemReaderFuzzTest {

    @FuzzTest
    void readsOrRefuses(byte[] data) {
        try {
            Identity identity = PemReader.read(new String(data, StandardCharsets.ISO_8859_1), Identity.Source.UPLOADED);
            assertFalse(identity.fingerprint().isEmpty());
        } catch (CertificateProblemException refused) {
            assertTrue(refused.code().matches("[a-z_]+"));
            assertTrue(refused.advice().length() < 200, "an upload is not repeated");
        }
    }

    @Test
    void s33DamagedUploadsAreReadOrRefused() {
        DamagedSeeds.run(PemReaderFuzzTest.class, "readsOrRefuses", this::readsOrRefuses);
    }
}
