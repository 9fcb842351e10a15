// SPDX-License-Identifier: Apache-2.0
package io.baton.settings.jetkvm;

import io.baton.rpc.RpcException;
import io.baton.rpc.RpcResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The level of everything that has none of its own. */
final class LogPart implements Part {

    private static final Logger LOG = LoggerFactory.getLogger("settings.jetkvm");
    private static final String ROOT = "ROOT=";
    private static final Set<String> LEVELS = Set.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR");

    private final Values values;

    LogPart(Values values) {
        this.values = values;
    }

    @Override
    public Map<String, Method> methods() {
        return Map.of(
                "getDefaultLogLevel", params -> level(),
                "setDefaultLogLevel", params -> change(wanted(params)),
                "emitTestLog", params -> emit(wanted(params)));
    }

    private List<String> levels() throws IOException {
        return switch (values.value(Defaults.LOG, "levels")) {
            case String[] several -> Arrays.asList(several);
            case Object one -> List.of(String.valueOf(one));
        };
    }

    private String level() throws IOException {
        return levels().stream()
                .filter(level -> level.startsWith(ROOT))
                .map(level -> level.substring(ROOT.length()))
                .reduce((first, last) -> last)
                .orElse("INFO");
    }

    private Change change(String level) throws IOException {
        List<String> next = new ArrayList<>(levels());
        next.removeIf(each -> each.startsWith(ROOT));
        next.add(ROOT + level);
        return new Change(Defaults.LOG, Map.of("levels", next.toArray(String[]::new)));
    }

    private static Object emit(String level) {
        LOG.atLevel(Level.valueOf(level)).log("test of the log level={}", level);
        return RpcResult.VOID;
    }

    private static String wanted(Map<String, Object> params) throws RpcException {
        String level = String.valueOf(params.get("level"));
        if (!LEVELS.contains(level)) {
            throw RpcException.badParameter("level must be TRACE, DEBUG, INFO, WARN or ERROR");
        }
        return level;
    }
}
