// SPDX-License-Identifier: Apache-2.0
package io.baton.signalling.websocket;

import jakarta.servlet.ServletContext;
import java.lang.reflect.Field;
import java.util.Map;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServerContainer;
import org.eclipse.jetty.util.component.ContainerLifeCycle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes Jetty forget a class of endpoints. Jetty caches for good how to call each class it has served, and with the
 * class its class loader: each replacement of this bundle would leak one. There is no API for it, hence the reflection;
 * if a later Jetty keeps its cache elsewhere, one class loader leaks and a line is logged.
 */
final class EndpointClasses {

    private static final Logger LOG = LoggerFactory.getLogger("signalling.websocket");
    private static final String CACHE_FIELD = "metadataMap";

    private EndpointClasses() {}

    static void forget(ServletContext context, Class<?> endpoint) {
        ContainerLifeCycle container = JettyWebSocketServerContainer.getContainer(context);
        if (container != null) {
            container.getBeans().forEach(bean -> forget(bean, bean.getClass(), endpoint));
        }
    }

    private static void forget(Object bean, Class<?> type, Class<?> endpoint) {
        try {
            for (Class<?> declaring = type; declaring != null; declaring = declaring.getSuperclass()) {
                for (Field field : declaring.getDeclaredFields()) {
                    if (field.getName().equals(CACHE_FIELD)) {
                        field.setAccessible(true);
                        ((Map<?, ?>) field.get(bean)).remove(endpoint);
                    }
                }
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.warn("Jetty endpoint cache not cleared class={} cause={}", endpoint.getName(), e.toString());
        }
    }
}
