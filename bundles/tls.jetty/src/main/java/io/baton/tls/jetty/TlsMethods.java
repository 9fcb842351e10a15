// SPDX-License-Identifier: Apache-2.0
package io.baton.tls.jetty;

import io.baton.audit.AuditEvent;
import io.baton.audit.AuditLog;
import io.baton.rpc.Feature;
import io.baton.rpc.RpcCall;
import io.baton.rpc.RpcException;
import io.baton.rpc.RpcMethods;
import io.baton.rpc.RpcResult;
import io.baton.session.Outcome;
import io.baton.session.Reason;
import io.baton.session.Session;
import io.baton.session.SessionCoordinator;
import io.baton.shared.threads.DaemonThreads;
import io.baton.shared.threads.FatalReporter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate as methods of the {@code rpc} channel. A private key is taken and never told.
 *
 * <p>Threading. Any thread; a change is made on {@code baton-tls-change}, one at a time.
 */
@Component(
        property = {RpcMethods.NAMES + "=getTLSState", RpcMethods.NAMES + "=setTLSState", Feature.CAPABILITIES + "=tls"
        })
public final class TlsMethods implements RpcMethods {

    private static final Logger LOG = LoggerFactory.getLogger("tls.jetty");
    private static final String DISABLED = "disabled";
    private static final String SELF_SIGNED = "self-signed";
    private static final String CUSTOM = "custom";
    private static final int LINE = 64;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SessionCoordinator coordinator;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable AuditLog audit;

    /** Ends the device and gives the reason; the launcher provides it. */
    @Reference(
            target = "(baton.role=fatal)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable Consumer<String> fatal;

    private final Optional<CertificateService> certificates;
    private final DaemonThreads threads = new DaemonThreads(LOG, new FatalReporter(() -> fatal));
    private final Semaphore change = new Semaphore(1);

    @Activate
    public TlsMethods(@Reference TlsService tls) {
        this(tls.certificates());
    }

    /** @param certificates empty while HTTPS is disabled */
    TlsMethods(Optional<CertificateService> certificates) {
        this.certificates = certificates;
    }

    @Override
    public CompletionStage<Object> call(RpcCall call) {
        if (call.method().equals("getTLSState")) {
            return CompletableFuture.completedStage(state());
        }
        if (!change.tryAcquire()) {
            return CompletableFuture.failedStage(
                    refused(Reason.BUSY, "Another certificate is being stored. Try again.", Duration.ofSeconds(1)));
        }
        CompletableFuture<Object> answer = new CompletableFuture<>();
        threads.start("baton-tls-change", () -> {
            Throwable failure = attempt(call);
            // released first: a client that has its answer may call again
            change.release();
            if (failure == null) {
                answer.complete(RpcResult.VOID);
            } else {
                answer.completeExceptionally(failure);
            }
        });
        return answer;
    }

    private @Nullable Throwable attempt(RpcCall call) {
        try {
            set(call);
            return null;
        } catch (RpcException | RuntimeException e) {
            return e;
        } catch (IOException e) {
            LOG.error("TLS certificate not stored", e);
            return e;
        }
    }

    private Map<String, Object> state() {
        Identity identity = certificates.map(CertificateService::current).orElse(null);
        return Map.of("mode", mode(identity), "certificate", identity == null ? "" : pem(identity), "privateKey", "");
    }

    private static String mode(@Nullable Identity identity) {
        if (identity == null) {
            return DISABLED;
        }
        return identity.source() == Identity.Source.SELF_SIGNED ? SELF_SIGNED : CUSTOM;
    }

    private static String pem(Identity identity) {
        StringBuilder text = new StringBuilder();
        Base64.Encoder base64 = Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII));
        for (X509Certificate certificate : identity.chain()) {
            try {
                text.append("-----BEGIN CERTIFICATE-----\n")
                        .append(base64.encodeToString(certificate.getEncoded()))
                        .append("\n-----END CERTIFICATE-----\n");
            } catch (CertificateEncodingException e) {
                throw new IllegalStateException(e);
            }
        }
        return text.toString();
    }

    private void set(RpcCall call) throws RpcException, IOException {
        Session actor = call.actor(coordinator);
        if (!(call.params().get("state") instanceof Map<?, ?> wanted)) {
            throw RpcException.badParameter("state must be an object");
        }
        String mode = String.valueOf(wanted.get("mode"));
        if (mode.equals(DISABLED) && certificates.isEmpty()) {
            return;
        }
        if (mode.equals(DISABLED) || certificates.isEmpty()) {
            throw refused(
                    Reason.UNSUPPORTED, "HTTPS is switched on and off in the settings of this device.", Duration.ZERO);
        }
        CertificateService manager = certificates.get();
        switch (mode) {
            case SELF_SIGNED -> {
                if (manager.removeUploaded().source() == Identity.Source.FILE) {
                    throw refused(
                            Reason.UNSUPPORTED,
                            "The configuration names a certificate file, which has precedence.",
                            Duration.ZERO);
                }
            }
            case CUSTOM -> upload(manager, wanted);
            default -> throw RpcException.badParameter("mode must be disabled, self-signed or custom");
        }
        note(actor, mode, manager.current());
    }

    private static void upload(CertificateService manager, Map<?, ?> wanted) throws RpcException, IOException {
        String certificate = wanted.get("certificate") instanceof String text ? text : "";
        String key = wanted.get("privateKey") instanceof String text ? text : "";
        if (certificate.length() + key.length() >= PemReader.MAX_BYTES) {
            throw RpcException.badParameter("certificate and privateKey must be smaller than 64 KiB together");
        }
        try {
            manager.upload(certificate + "\n" + key);
        } catch (CertificateProblemException e) {
            throw RpcException.badParameter("certificate: " + e.advice());
        }
    }

    private void note(Session actor, String mode, Identity identity) {
        AuditLog present = audit;
        if (present == null) {
            LOG.warn("audit absent action=certificate user={}", actor.user());
        } else {
            present.note(new AuditEvent(
                    "certificate",
                    actor.user(),
                    actor.source(),
                    "done",
                    Map.of("mode", mode, "sha256", identity.fingerprint())));
        }
    }

    private static RpcException refused(Reason reason, String message, Duration retryAfter) {
        return RpcException.refused(Outcome.refused(reason, message, retryAfter));
    }
}
