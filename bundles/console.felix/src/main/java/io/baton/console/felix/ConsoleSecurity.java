// SPDX-License-Identifier: Apache-2.0
package io.baton.console.felix;

import io.baton.auth.Authenticator;
import io.baton.session.Login;
import io.baton.session.Role;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.SecureRandom;
import org.apache.felix.webconsole.spi.SecurityProvider;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the place of the Web Console's own password. The launcher names this provider in
 * {@code felix.webconsole.security.providers}: without it the console serves nothing.
 */
@Component(configurationPid = ConsoleConfig.PID, property = SecurityProvider.PROPERTY_ID + "=io.baton.console.felix")
@Designate(ocd = ConsoleConfig.class)
public final class ConsoleSecurity implements SecurityProvider {

    private static final Logger LOG = LoggerFactory.getLogger("console.felix");
    private static final String LOGIN_PAGE = "/";

    private final ConsolePolicy policy;
    private final Refusals refusals = new Refusals(new SecureRandom());

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Authenticator authenticator;

    @Activate
    public ConsoleSecurity(ConsoleConfig config) {
        this(new ConsolePolicy(config.maintenance()));
    }

    ConsoleSecurity(ConsolePolicy policy) {
        this.policy = policy;
    }

    /** Returns the login of an administrator; null once the request is answered with a refusal. */
    @Override
    public @Nullable Object authenticate(HttpServletRequest request, HttpServletResponse response) {
        ConsoleRequest seen = ConsoleRequest.of(request);
        return switch (policy.decide(seen, authenticator)) {
            case Verdict.Admitted admitted -> admitted.login();
            case Verdict.ToLogin toLogin -> {
                toLoginPage(response);
                yield null;
            }
            case Verdict.Refused refused -> {
                LOG.debug(
                        "request refused method={} path={} source={} code={}",
                        seen.method(),
                        seen.path(),
                        request.getRemoteAddr(),
                        refused.code());
                refusals.send(response, refused);
                yield null;
            }
        };
    }

    @Override
    public boolean authorize(Object user, String role) {
        return user instanceof Login login && login.role() == Role.ADMIN;
    }

    /** Leads to the device's page, where a login ends: the console's link is no proof that its user asked for it. */
    @Override
    public void logout(HttpServletRequest request, HttpServletResponse response) {
        toLoginPage(response);
    }

    /** The response is committed, as the console would add to it otherwise. */
    private static void toLoginPage(HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_FOUND);
        response.setHeader("Location", LOGIN_PAGE);
        response.setHeader("Cache-Control", "no-store");
        Refusals.commit(response, new byte[0]);
    }
}
