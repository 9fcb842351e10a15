// SPDX-License-Identifier: Apache-2.0
package io.baton.target.virtual;

import java.util.ArrayList;
import java.util.List;

/** Where the keys of a full US keyboard are, in units of one key's width. */
final class KeyboardShape {

    /**
     * @param usage HID usage of page 7
     * @param label what is printed on it
     * @param x left edge
     * @param y upper edge
     * @param width in units
     * @param height in units
     */
    record Key(int usage, String label, double x, double y, double width, double height) {}

    static final double UNITS_WIDE = 22.5;
    static final double UNITS_HIGH = 6.25;
    static final int PADDING = 14;
    static final List<Key> KEYS = keys();

    private KeyboardShape() {}

    /** Height in pixels of a keyboard that fills a card of this width. */
    static int height(int width) {
        return (int) Math.round((width - 2 * PADDING) / UNITS_WIDE * UNITS_HIGH) + 2 * PADDING;
    }

    private static List<Key> keys() {
        List<Key> keys = new ArrayList<>();
        row(keys, 0, 0, "Esc:41 1.0 F1:58 F2:59 F3:60 F4:61 .5 F5:62 F6:63 F7:64 F8:65 .5 F9:66 F10:67 F11:68 F12:69");
        row(keys, 15.25, 0, "Prt:70 Scr:71 Brk:72");
        row(keys, 0, 1.25, "`:53 1:30 2:31 3:32 4:33 5:34 6:35 7:36 8:37 9:38 0:39 -:45 =:46 Back:42:2");
        row(keys, 15.25, 1.25, "Ins:73 Hm:74 P\u2191:75 .25 Nm:83 /:84 *:85 -:86");
        row(keys, 0, 2.25, "Tab:43:1.5 Q:20 W:26 E:8 R:21 T:23 Y:28 U:24 I:12 O:18 P:19 [:47 ]:48 \\:49:1.5");
        row(keys, 15.25, 2.25, "Del:76 End:77 P\u2193:78 .25 7:95 8:96 9:97 +:87:1:2");
        row(keys, 0, 3.25, "Caps:57:1.75 A:4 S:22 D:7 F:9 G:10 H:11 J:13 K:14 L:15 ;:51 ':52 Enter:40:2.25");
        row(keys, 18.5, 3.25, "4:92 5:93 6:94");
        row(keys, 0, 4.25, "Shift:225:2.25 Z:29 X:27 C:6 V:25 B:5 N:17 M:16 ,:54 .:55 /:56 Shift:229:2.75");
        row(keys, 16.25, 4.25, "\u2191:82");
        row(keys, 18.5, 4.25, "1:89 2:90 3:91 Ent:88:1:2");
        row(
                keys,
                0,
                5.25,
                "Ctrl:224:1.25 Win:227:1.25 Alt:226:1.25 :44:6.25 Alt:230:1.25 Win:231:1.25 "
                        + "\u00b7\u00b7\u00b7:101:1.25 Ctrl:228:1.25");
        row(keys, 15.25, 5.25, "\u2190:80 \u2193:81 \u2192:79 .25 0:98:2 .:99");
        return List.copyOf(keys);
    }

    /** Words are {@code label:usage[:width[:height]]}, or a gap such as {@code .5}. */
    private static void row(List<Key> keys, double left, double y, String words) {
        double x = left;
        for (String word : words.split(" ")) {
            int colon = word.indexOf(':', 1);
            if (word.charAt(0) == ':') {
                colon = 0;
            }
            if (colon < 0) {
                x += Double.parseDouble(word);
                continue;
            }
            String[] parts = word.substring(colon + 1).split(":");
            double width = parts.length > 1 ? Double.parseDouble(parts[1]) : 1;
            double height = parts.length > 2 ? Double.parseDouble(parts[2]) : 1;
            keys.add(new Key(Integer.parseInt(parts[0]), word.substring(0, colon), x, y, width, height));
            x += width;
        }
    }
}
