// SPDX-License-Identifier: Apache-2.0
package io.baton.e2e;

import static io.baton.e2e.LoginFixture.openAccount;
import static io.baton.e2e.LoginFixture.screenshots;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An administrator sees the device's certificate over HTTPS and replaces it. */
final class CertificateStoryIT {
    @Test
    void certificateIsShownAndReplacedWhileThePictureRuns(@TempDir Path files) throws Exception {
        try (LoginFixture fixture = LoginFixture.withHttps()) {
            assertEquals("https", fixture.device.address().getScheme());
            PageUser ada = fixture.administrator();
            openAccount(ada, "certificate");
            ada.awaitText("certificate", "itself (self-signed)");
            String own = ada.text("fingerprint");
            assertTrue(
                    fixture.device.log().stream().anyMatch(line -> line.contains(own)),
                    "the device prints the same fingerprint: " + own);
            screenshots(ada, "certificate");

            PemFiles first = PemFiles.create(files, "first");
            PemFiles second = PemFiles.create(files, "second");
            upload(ada, first.certificate(), second.key());
            ada.awaitText("problem-reference", "key_mismatch");
            screenshots(ada, "certificate-refused");
            assertEquals(own, ada.text("fingerprint"));

            upload(ada, first.certificate(), first.key());
            ada.awaitText("fingerprint", first.fingerprint());
            screenshots(ada, "certificate-uploaded");
            ada.click("account-close");
            ada.typeAndAwait("a");

            openAccount(ada, "certificate");
            ada.click("certificate-remove");
            ada.confirm();
            ada.awaitText("fingerprint", own);
        }
    }

    private static void upload(PageUser pageUser, Path certificate, Path key) {
        pageUser.browser.element("certificate-chain").sendKeys(certificate.toString());
        pageUser.browser.element("certificate-key").sendKeys(key.toString());
        pageUser.click("certificate-submit");
    }
}
