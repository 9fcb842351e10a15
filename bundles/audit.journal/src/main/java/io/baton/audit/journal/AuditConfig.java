// SPDX-License-Identifier: Apache-2.0
package io.baton.audit.journal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(
        name = "Baton audit journal",
        description = "Directory and size of the audit journal. A change begins the journal's next part.")
@interface AuditConfig {

    String PID = "io.baton.audit.journal";

    @AttributeDefinition(
            name = "Journal directory",
            description = "Directory of the journal; empty for 'audit' in the directory baton.data names.")
    String directory() default "";

    @AttributeDefinition(
            name = "Journal file size (MiB)",
            description = "MiB after which the next file begins, 1–16.",
            min = "1",
            max = "16")
    int fileSizeMiB() default 4;

    @AttributeDefinition(
            name = "Maximum journal files",
            description = "Files that are kept, 2–1000; the oldest is deleted first, once it has its minimum age.",
            min = "2",
            max = "1000")
    int maxFiles() default 32;

    @AttributeDefinition(
            name = "Minimum age of deleted files (hours)",
            description = "Hours for which files are kept beyond the maximum number, up to four times that; 0–8760.",
            min = "0",
            max = "8760")
    int minAgeHours() default 24;
}
