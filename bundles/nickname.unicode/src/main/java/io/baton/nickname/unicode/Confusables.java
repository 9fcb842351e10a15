// SPDX-License-Identifier: Apache-2.0
package io.baton.nickname.unicode;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;

/**
 * Characters that look alike (UTS #39, confusables), as far as a nickname can have them.
 *
 * <p>Threading. Immutable; any thread.
 */
final class Confusables {

    private static final String RESOURCE = "confusables.txt";

    private final Map<Integer, String> prototypes;

    Confusables() {
        Map<Integer, String> read = new HashMap<>();
        text().lines().filter(line -> !line.startsWith("# ")).forEach(line -> {
            int space = line.indexOf(' ');
            String prototype = line.substring(0, space);
            line.substring(space + 1).codePoints().forEach(c -> read.put(c, prototype));
        });
        prototypes = Map.copyOf(read);
    }

    /** Returns the skeleton of a text: equal for two texts that look alike (UTS #39, section 4). */
    String skeleton(String text) {
        StringBuilder skeleton = new StringBuilder(text.length() + 8);
        Normalizer.normalize(text, Normalizer.Form.NFD).codePoints().forEach(c -> {
            String prototype = prototypes.get(c);
            if (prototype == null) {
                skeleton.appendCodePoint(c);
            } else {
                skeleton.append(prototype);
            }
        });
        return Normalizer.normalize(skeleton, Normalizer.Form.NFD);
    }

    int size() {
        return prototypes.size();
    }

    private static String text() {
        try (InputStream in = Confusables.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the bundle lacks " + RESOURCE);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
