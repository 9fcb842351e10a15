// SPDX-License-Identifier: Apache-2.0
package io.baton.nickname;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class NicknameKeyTest {

    private static final List<String> KEYS = List.of(
            "",
            "\n",
            "a",
            "a\n",
            "\na",
            "b",
            "ab",
            "a\nb",
            "b\na",
            "ab\nc",
            "c\nab",
            "b\nc",
            "abc\nd",
            "d\nabc\ne",
            "e\n\nf",
            "\n\n");

    @Test
    void keysClashThatHaveAFormInCommon() {
        for (String one : KEYS) {
            for (String other : KEYS) {
                boolean common = !Collections.disjoint(NicknameKey.forms(one), NicknameKey.forms(other));
                assertEquals(common, NicknameKey.clash(one, other), () -> "'" + one + "' and '" + other + "'");
            }
        }
    }
}
