// SPDX-License-Identifier: Apache-2.0
package io.baton.settings.jetkvm;

import io.baton.rpc.RpcException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where the captured screen is on a target with several. */
final class PointerPart implements Part {

    private static final int MAX_PIXELS = 65_535;

    private final Values values;

    PointerPart(Values values) {
        this.values = values;
    }

    @Override
    public Map<String, Method> methods() {
        return Map.of(
                "getAbsMouseMapping",
                params -> mapping(),
                "setAbsMouseMapping",
                params -> change(Part.object(params, "mapping")));
    }

    Map<String, Object> mapping() throws IOException {
        Map<String, Object> mapping = new LinkedHashMap<>();
        mapping.put("enabled", values.flag(Defaults.HID, "pointerMapping"));
        mapping.put("total_width", (long) values.number(Defaults.HID, "desktopWidthPixels"));
        mapping.put("total_height", (long) values.number(Defaults.HID, "desktopHeightPixels"));
        mapping.put("screen_x", (long) values.number(Defaults.HID, "screenLeftPixels"));
        mapping.put("screen_y", (long) values.number(Defaults.HID, "screenTopPixels"));
        mapping.put("screen_width", (long) values.number(Defaults.HID, "screenWidthPixels"));
        mapping.put("screen_height", (long) values.number(Defaults.HID, "screenHeightPixels"));
        return mapping;
    }

    /** Switched off, the sizes stay as they were. */
    Change change(Map<?, ?> wanted) throws RpcException {
        if (!Part.flag(wanted, "enabled")) {
            return new Change(Defaults.HID, Map.of("pointerMapping", false));
        }
        int width = Part.whole(wanted, "total_width", 1, MAX_PIXELS);
        int height = Part.whole(wanted, "total_height", 1, MAX_PIXELS);
        int left = Part.whole(wanted, "screen_x", 0, MAX_PIXELS);
        int top = Part.whole(wanted, "screen_y", 0, MAX_PIXELS);
        int screenWidth = Part.whole(wanted, "screen_width", 1, MAX_PIXELS);
        int screenHeight = Part.whole(wanted, "screen_height", 1, MAX_PIXELS);
        if (left + screenWidth > width || top + screenHeight > height) {
            throw RpcException.badParameter("the screen must be within the desktop of %d×%d".formatted(width, height));
        }
        return new Change(
                Defaults.HID,
                Map.of(
                        "pointerMapping", true,
                        "desktopWidthPixels", width,
                        "desktopHeightPixels", height,
                        "screenLeftPixels", left,
                        "screenTopPixels", top,
                        "screenWidthPixels", screenWidth,
                        "screenHeightPixels", screenHeight));
    }
}
