// SPDX-License-Identifier: Apache-2.0
package io.baton.tls.jetty;

import io.baton.auth.Authenticator;
import io.baton.shared.http.DeclaredAccess;
import io.baton.shared.http.ProblemDocument;
import jakarta.servlet.Servlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.servlet.whiteboard.propertytypes.HttpWhiteboardServletPattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the certificate in use and lets an administrator replace it: {@code GET}, {@code PUT}, {@code DELETE}. */
// every TLS handshake shows the certificate; each request to change it is checked
@Component(
        service = Servlet.class,
        property = DeclaredAccess.PROPERTY + "=/device/certificate " + DeclaredAccess.PUBLIC)
@HttpWhiteboardServletPattern("/device/certificate")
public final class CertificateServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger("tls.jetty");
    private static final String PEM = "application/x-pem-file";

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    transient volatile @Nullable Authenticator authenticator;

    private final transient Optional<CertificateService> certificates;
    private final transient Problems problems = new Problems(new SecureRandom());

    @Activate
    public CertificateServlet(@Reference TlsService tls) {
        this(tls.certificates());
    }

    CertificateServlet(Optional<CertificateService> certificates) {
        this.certificates = certificates;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (certificates.isEmpty()) {
            if (request.getMethod().equals("GET") || request.getMethod().equals("HEAD")) {
                // a browser reports an answer of 404 as an error of the page
                Problems.write(response, 200, "application/json", "{\"source\":\"none\"}");
                return;
            }
            problems.send(response, 404, "tls_disabled", "HTTPS is disabled, so there is no certificate.");
            return;
        }
        CertificateService manager = certificates.get();
        switch (request.getMethod()) {
            case "GET", "HEAD" -> tell(response, manager.current());
            case "PUT" -> put(request, response, manager);
            case "DELETE" -> remove(request, response, manager);
            default -> {
                response.setHeader("Allow", "GET, PUT, DELETE");
                problems.send(response, 405, "wrong_method", "Use GET, PUT or DELETE for this address.");
            }
        }
    }

    private void put(HttpServletRequest request, HttpServletResponse response, CertificateService manager)
            throws IOException {
        if (refused(request, response)) {
            return;
        }
        if (request.getContentType() == null || !request.getContentType().startsWith(PEM)) {
            problems.send(response, 415, "not_pem", "Send certificates and key as " + PEM + ".");
            return;
        }
        byte[] body = request.getInputStream().readNBytes(PemReader.MAX_BYTES + 1);
        if (body.length > PemReader.MAX_BYTES) {
            problems.send(response, 413, "too_large", "The file is larger than 64 KiB.");
            return;
        }
        try {
            tell(response, manager.upload(new String(body, StandardCharsets.ISO_8859_1)));
        } catch (CertificateProblemException e) {
            problems.send(response, 422, e.code(), e.advice());
        } catch (IOException e) {
            LOG.error("TLS certificate not stored", e);
            problems.send(response, 500, "internal_error", "The certificate could not be stored. The log has details.");
        }
    }

    private void remove(HttpServletRequest request, HttpServletResponse response, CertificateService manager) {
        if (refused(request, response)) {
            return;
        }
        try {
            tell(response, manager.removeUploaded());
        } catch (IOException e) {
            LOG.error("TLS certificate not removed", e);
            problems.send(
                    response, 500, "internal_error", "The certificate could not be removed. The log has details.");
        }
    }

    /** Answers a request that is not an administrator's; returns whether it did. */
    private boolean refused(HttpServletRequest request, HttpServletResponse response) {
        Optional<AdministratorCheck.Refusal> refusal = AdministratorCheck.refusal(authenticator, request);
        refusal.ifPresent(why -> problems.send(response, why.status(), why.code(), why.message()));
        return refusal.isPresent();
    }

    private static void tell(HttpServletResponse response, Identity identity) {
        Problems.write(
                response,
                200,
                "application/json",
                "{\"sha256\":%s,\"source\":%s,\"notBefore\":%s,\"notAfter\":%s,\"subject\":%s,\"issuer\":%s}"
                        .formatted(
                                ProblemDocument.quoted(identity.fingerprint()),
                                ProblemDocument.quoted(identity.source().wireName()),
                                ProblemDocument.quoted(identity.notBefore().toString()),
                                ProblemDocument.quoted(identity.notAfter().toString()),
                                ProblemDocument.quoted(identity.certificate()
                                        .getSubjectX500Principal()
                                        .getName()),
                                ProblemDocument.quoted(identity.certificate()
                                        .getIssuerX500Principal()
                                        .getName())));
    }
}
