// SPDX-License-Identifier: Apache-2.0
package io.baton.harness;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** A client of the Web Console of a device without a password, for changes of the configuration while it runs. */
public final class WebConsole {
    private final URI device;

    public WebConsole(URI device) {
        this.device = device;
    }

    /** Changes these values of a configuration; returns the HTTP status, 302 on success. */
    public int configure(String pid, Map<String, ?> values) throws IOException, InterruptedException {
        String form = "apply=true&action=ajaxConfigManager&propertylist=" + encoded(String.join(",", values.keySet()))
                + values.entrySet().stream()
                        .map(value -> "&" + value.getKey() + "=" + encoded(String.valueOf(value.getValue())))
                        .collect(Collectors.joining());
        HttpRequest request = HttpRequest.newBuilder(device.resolve("/system/console/configMgr/" + pid))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Origin", device.resolve("/").toString().replaceAll("/$", ""))
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
