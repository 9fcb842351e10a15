// SPDX-License-Identifier: Apache-2.0
package io.baton.shared.sets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.baton.shared.sets.BundleSet.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class BundleSetTest {
    private static final String BASE = Sha256.of(new byte[] {1});
    private static final Entry POLICY = new Entry("io.baton.policy.handover", "0.2.0", Sha256.of(new byte[] {2}));
    private static final Entry INPUT = new Entry("io.baton.input.hidrpc", "0.1.1.beta-1", Sha256.of(new byte[] {3}));

    private final BundleSet set = new BundleSet(BASE, List.of(POLICY, INPUT));

    @Test
    void encodedSetIsTheSameSetWhateverTheOrderOfItsBundles() throws IOException {
        assertEquals(set, BundleSet.decode(set.encode()));
        assertEquals(set.digest(), new BundleSet(BASE, List.of(INPUT, POLICY)).digest());
        assertEquals(
                BundleSet.shipped(BASE),
                BundleSet.decode(BundleSet.shipped(BASE).encode()));
        assertEquals(
                List.of("base " + BASE, INPUT.toString(), POLICY.toString()),
                new String(set.encode(), StandardCharsets.UTF_8)
                        .lines()
                        .limit(3)
                        .toList());
    }

    @Test
    void textThatEndsAnywhereEarlierIsRefused() {
        byte[] whole = set.encode();
        for (int length = 0; length < whole.length; length++) {
            byte[] torn = Arrays.copyOf(whole, length);
            assertThrows(IOException.class, () -> BundleSet.decode(torn), () -> torn.length + " bytes");
        }
    }

    @Test
    void textWithOneChangedByteIsRefused() {
        byte[] whole = set.encode();
        for (int i = 0; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 1;
            assertThrows(IOException.class, () -> BundleSet.decode(changed), "byte " + i);
        }
    }

    @Test
    void changedBundlesReplaceThoseOfTheirName() {
        Entry newer = new Entry(POLICY.symbolicName(), "0.3.0", Sha256.of(new byte[] {4}));
        BundleSet changed = set.with(List.of(newer));
        assertEquals(List.of(INPUT, newer), changed.bundles());
        assertNotEquals(set.digest(), changed.digest());
        assertEquals(Optional.of(newer), changed.bundle(POLICY.symbolicName()));
        assertEquals(
                Optional.empty(),
                changed.without(List.of(POLICY.symbolicName())).bundle(POLICY.symbolicName()));
    }

    @Test
    void malformedPartsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> BundleSet.shipped("../" + BASE.substring(3)));
        assertThrows(IllegalArgumentException.class, () -> new Entry("../a", "1.0.0", BASE));
        assertThrows(IllegalArgumentException.class, () -> new Entry("a", "1.0", BASE));
        assertThrows(IllegalArgumentException.class, () -> new Entry("a", "1.0.0", BASE.toUpperCase(Locale.ROOT)));
        assertThrows(IllegalArgumentException.class, () -> new BundleSet(BASE, List.of(POLICY, POLICY)));
    }
}
