// SPDX-License-Identifier: Apache-2.0
package io.baton.fleet.hawkbit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.annotation.Annotation;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AgentSettingsTest {

    @Test
    void httpsServerIsReadWithoutItsLastSlash() {
        AgentSettings settings = AgentSettings.of(new Config("https://hawkbit.example/hb/", false, "t0ken"), "baton-1");
        assertEquals(URI.create("https://hawkbit.example/hb"), settings.server());
        assertEquals("baton-1", settings.controllerId());
        assertEquals("GatewayToken t0ken", settings.authorization());
        assertEquals(64 * 1024 * 1024, settings.maxDownloadBytes());
        assertTrue(settings.pollInterval().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "hawkbit.example", "ftp://hawkbit.example", "https://user@hawkbit.example", "https://a?b"})
    void otherAddressesAreRefused(String address) {
        assertThrows(
                IllegalArgumentException.class, () -> AgentSettings.of(new Config(address, false, "t"), "baton-1"));
    }

    @Test
    void plainHttpIsForLoopbackUnlessItIsAllowed() {
        assertThrows(
                IllegalArgumentException.class,
                () -> AgentSettings.of(new Config("http://hawkbit.example", false, "t"), "baton-1"));
        AgentSettings loopback = AgentSettings.of(new Config("http://127.0.0.1:8080", false, "t"), "baton-1");
        assertFalse(loopback.isAllowed(URI.create("http://hawkbit.example/file")));
        assertTrue(AgentSettings.of(new Config("http://hawkbit.example", true, "t"), "baton-1")
                .isAllowed(URI.create("http://hawkbit.example/file")));
    }

    @Test
    void onlyTheServersOriginIsTheServer() {
        AgentSettings settings = AgentSettings.of(new Config("https://hawkbit.example", false, "t"), "baton-1");
        assertTrue(settings.isOfTheServer(URI.create("https://HAWKBIT.example:443/x")));
        assertFalse(settings.isOfTheServer(URI.create("https://hawkbit.example:8443/x")));
        assertFalse(settings.isOfTheServer(URI.create("http://hawkbit.example:443/x")));
        assertFalse(settings.isOfTheServer(URI.create("https://hawkbit.example.evil/x")));
    }

    @Test
    void tokenThatWouldBreakTheHeaderIsRefusedWithoutNamingIt() {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> AgentSettings.of(new Config("https://hawkbit.example", false, "a\nb"), "baton-1"));
        assertFalse(String.valueOf(refused.getMessage()).contains("a\nb"));
    }

    @Test
    void sleepIsReadAsHoursMinutesSeconds() {
        assertEquals(Duration.ofSeconds(3723), ControllerBase.sleep("01:02:03"));
        assertEquals(Duration.ofSeconds(1), ControllerBase.sleep("00:00:00"));
        assertEquals(Duration.ofMinutes(5), ControllerBase.sleep("soon"));
    }

    private record Config(String serverUrl, boolean allowPlainHttp, String token) implements HawkbitConfig {
        @Override
        public boolean enabled() {
            return true;
        }

        @Override
        public String tenant() {
            return "DEFAULT";
        }

        @Override
        public String controllerId() {
            return "";
        }

        @Override
        public String tokenKind() {
            return GATEWAY;
        }

        @Override
        public String certificateFile() {
            return "";
        }

        @Override
        public int pollIntervalSeconds() {
            return 0;
        }

        @Override
        public int maxDownloadMiB() {
            return 64;
        }

        @Override
        public boolean confirmAutomatically() {
            return false;
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return HawkbitConfig.class;
        }
    }
}
