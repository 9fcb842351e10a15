// SPDX-License-Identifier: Apache-2.0
package io.baton.rpc.jsonrpc;

import io.baton.peer.ChannelHandler;
import io.baton.peer.ChannelMessage;
import io.baton.ratelimit.RateLimiter;
import io.baton.rpc.Feature;
import io.baton.rpc.RpcMethods;
import io.baton.session.SessionCoordinator;
import io.baton.shared.http.DeclaredAccess;
import io.baton.shared.threads.FatalReporter;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** The receiving side of the channel {@code rpc} as a component. Owns the thread {@code baton-rpc-timer}. */
@Component(
        service = {ChannelHandler.class, Supplier.class},
        immediate = true,
        property = {
            "baton.role=gauge",
            ChannelHandler.LABELS + "=rpc",
            DeclaredAccess.PROPERTY + "=rpc PRESENT",
            ChannelHandler.WAIT_MILLIS + ":Integer=" + JsonRpcChannel.WAIT_MILLIS,
            ChannelHandler.BUFFER_MESSAGES + ":Integer=256"
        })
public final class JsonRpcChannel implements ChannelHandler, Supplier<String> {

    /**
     * The time the peer service keeps a call while this handler is absent. It applies when this bundle is not there to
     * tell another one, so it is none of the settings; it is the default of {@code handlerTimeoutMillis}.
     */
    static final int WAIT_MILLIS = 2_000;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable SessionCoordinator coordinator;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable RateLimiter limiter;

    @Reference(policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    volatile List<Map.Entry<Map<String, Object>, RpcMethods>> methods = List.of();

    /** Ends the device and gives the reason; the launcher provides it. */
    @Reference(
            target = "(baton.role=fatal)",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Consumer<String> fatal;

    private volatile boolean leaving;
    private final Predicate<Feature> features;
    private final Timer timer;
    private final Dispatcher dispatcher;

    /** The sender lives as long as this bundle, so that nothing but a swap of the bundle ends this component. */
    @Activate
    public JsonRpcChannel(BundleContext context, @Reference ReplySender replies) {
        this(new InstalledFeatures(context)::has, replies);
    }

    JsonRpcChannel(Predicate<Feature> features, ReplySender replies) {
        this.features = features;
        timer = new ThreadTimer("baton-rpc-timer", new FatalReporter(() -> fatal));
        dispatcher = new Dispatcher(new Bound(), replies, timer, System::nanoTime, new SecureRandom());
    }

    @Override
    public boolean message(ChannelMessage message) {
        if (leaving) {
            return false;
        }
        dispatcher.message(message);
        return true;
    }

    /** Returns how many calls wait. */
    @Override
    public String get() {
        return dispatcher.gauge();
    }

    @Deactivate
    void deactivate() {
        leaving = true;
        dispatcher.close();
        timer.close();
    }

    /**
     * Returns the provider of a method: of several the one registered first, as beside it another may be on standby.
     */
    static @Nullable RpcMethods provider(List<Map.Entry<Map<String, Object>, RpcMethods>> methods, String method) {
        RpcMethods found = null;
        long first = Long.MAX_VALUE;
        for (Map.Entry<Map<String, Object>, RpcMethods> entry : methods) {
            long id = entry.getKey().get(Constants.SERVICE_ID) instanceof Long number ? number : 0;
            if (id < first && serves(entry.getKey(), method)) {
                first = id;
                found = entry.getValue();
            }
        }
        return found;
    }

    /** Whether a service's property names this method. */
    static boolean serves(Map<String, Object> properties, String method) {
        Object names = properties.get(RpcMethods.NAMES);
        return names instanceof String[] several ? Arrays.asList(several).contains(method) : method.equals(names);
    }

    private final class Bound implements Dispatcher.Services {

        @Override
        public @Nullable SessionCoordinator coordinator() {
            return coordinator;
        }

        @Override
        public @Nullable RateLimiter limiter() {
            return limiter;
        }

        @Override
        public @Nullable RpcMethods provider(String method) {
            return JsonRpcChannel.provider(methods, method);
        }

        @Override
        public boolean has(Feature feature) {
            return features.test(feature);
        }
    }
}
