// SPDX-License-Identifier: Apache-2.0
package io.baton.audit.journal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(
        name = "Baton audit",
        description = "Where what was done is written down. A change begins the journal's next part.")
@interface AuditConfig {

    String PID = "io.baton.audit.journal";

    @AttributeDefinition(description = "Directory of the journal; empty for 'audit' in the directory baton.data names.")
    String directory() default "";

    @AttributeDefinition(description = "MiB after which the next file begins, 1–16.", min = "1", max = "16")
    int fileSize() default 4;

    @AttributeDefinition(description = "Files that are kept, 2–1000; the oldest goes first.", min = "2", max = "1000")
    int files() default 32;
}
