// SPDX-License-Identifier: Apache-2.0
package io.baton.harness;

/** A join that was refused where it was expected to be accepted. */
public final class JoinRefusedError extends AssertionError {
    private static final long serialVersionUID = 1;

    private final transient AnswerFields.Refused refused;

    JoinRefusedError(AnswerFields.Refused refused) {
        super("refused: " + refused);
        this.refused = refused;
    }

    public AnswerFields.Refused refused() {
        return refused;
    }
}
