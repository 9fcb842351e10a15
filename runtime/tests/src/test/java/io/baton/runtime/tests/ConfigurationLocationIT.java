// SPDX-License-Identifier: Apache-2.0
package io.baton.runtime.tests;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.baton.ratelimit.RateLimiter;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * A configuration is bound to the location of no bundle, however it came: two versions of a bundle, which have
 * different locations, share it.
 */
public class ConfigurationLocationIT extends ShippedAppliance {
    private static final String LIMITER = "io.baton.ratelimit.tokenbucket";
    private static final String SETTING = "joinBurst";

    /** With the Web Console. */
    @Override
    protected String profile() {
        return "demo";
    }

    @Override
    protected Map<String, String> configs() {
        return Map.of("io.baton.console.felix", "{ \"maintenance:Boolean\": true }");
    }

    @Test
    public void shippedConfigurationsAreBoundToNoBundle() throws Exception {
        awaitStatus(200, "/device/status"); // which is configured, too
        Configuration[] all = admin().listConfigurations(null);
        assertTrue("found " + Arrays.toString(all), all != null && all.length >= 5);
        assertEquals(
                List.of(),
                Arrays.stream(all)
                        .filter(one -> !isFree(one.getBundleLocation()))
                        .map(one -> one.getPid() + " " + one.getBundleLocation())
                        .toList());
    }

    @Test
    public void configurationMadeInTheWebConsoleServesTheNextVersionBesideTheOldOne() throws Exception {
        ConfigurationAdmin admin = admin();
        try (HttpClient client = HttpClient.newHttpClient()) {
            String cookie = logIn(client);
            int value = 70;
            // as the page sends it, and with the field left empty
            for (String location : List.of("?", "")) {
                value++;
                store(client, cookie, location, value);
                Configuration made = made(admin);
                assertTrue(made.getBundleLocation(), isFree(made.getBundleLocation()));
                String stored = Integer.toString(value);
                WatchedAppliance.awaitThat("the running version has it", () -> stored.equals(inForce()));

                UpgradeSwap swap = new UpgradeSwap(bundle("io.baton.upgrade.signed"));
                Bundle old = active(LIMITER);
                assertEquals("DONE", swap.replace(List.of(UpgradeSwap.Build.of(old, NextVersion.of(old)))));
                assertTrue("another bundle", active(LIMITER).getBundleId() != old.getBundleId());
                WatchedAppliance.awaitThat("the next version has it", () -> stored.equals(inForce()));
                swap.keep();
                assertTrue(made(admin).getBundleLocation(), isFree(made(admin).getBundleLocation()));
            }
        }
    }

    /** Not by {@link #await}, which gives the service back: it is made for each bundle that has it. */
    private ConfigurationAdmin admin() {
        return context.getService(context.getServiceReference(ConfigurationAdmin.class));
    }

    private static boolean isFree(@Nullable String location) {
        return location == null || location.equals("?");
    }

    private static Configuration made(ConfigurationAdmin admin) throws Exception {
        Configuration[] found = admin.listConfigurations("(service.pid=" + LIMITER + ")");
        assertTrue("stored " + Arrays.toString(found), found != null && found.length == 1);
        return found[0];
    }

    /** The setting as the component that limits calls has it. */
    private String inForce() {
        ServiceReference<RateLimiter> reference = context.getServiceReference(RateLimiter.class);
        return reference == null ? "" : String.valueOf(reference.getProperty(SETTING));
    }

    private void store(HttpClient client, String cookie, String location, int value) throws Exception {
        String form = "apply=true&action=ajaxConfigManager&%24location="
                + URLEncoder.encode(location, StandardCharsets.UTF_8) + "&" + SETTING + "=" + value + "&propertylist="
                + SETTING;
        int status = post(
                        client,
                        "/system/console/configMgr/" + LIMITER,
                        "application/x-www-form-urlencoded",
                        form,
                        cookie)
                .statusCode();
        assertTrue("status " + status, status < 400);
    }

    private String logIn(HttpClient client) throws Exception {
        awaitStatus(200, "/device/status");
        HttpResponse<String> set =
                post(client, "/auth/password-local", "application/json", "{\"password\":\"long enough\"}", "");
        assertEquals(set.body(), 201, set.statusCode());
        String cookie = set.headers().firstValue("Set-Cookie").orElseThrow();
        return cookie.substring(0, cookie.indexOf(';'));
    }

    private HttpResponse<String> post(HttpClient client, String path, String type, String body, String cookie)
            throws IOException, InterruptedException {
        URI device = address("");
        HttpRequest.Builder request = HttpRequest.newBuilder(address(path))
                .header("Content-Type", type)
                .header("Origin", device.toString())
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (!cookie.isEmpty()) {
            request.header("Cookie", cookie);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
}
