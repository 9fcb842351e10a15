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
 * Has Jetty forget a class of endpoints. Jetty remembers for good how to call each class it has ever served, and with
 * the class its class loader: each replacement of this bundle would leave one behind. There is no other way to tell it,
 * so this reaches into it; should a later Jetty keep its memory elsewhere, one class loader is lost and a line logged.
 */
final class EndpointClasses {

    private static final Logger LOG = LoggerFactory.getLogger(EndpointClasses.class);
    private static final String MEMORY = "metadataMap";

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
                    if (field.getName().equals(MEMORY)) {
                        field.setAccessible(true);
                        ((Map<?, ?>) field.get(bean)).remove(endpoint);
                    }
                }
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOG.warn("Jetty keeps {}: {}", endpoint, e.toString());
        }
    }
}
