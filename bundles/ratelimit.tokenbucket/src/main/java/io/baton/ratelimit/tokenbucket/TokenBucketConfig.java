// SPDX-License-Identifier: Apache-2.0
package io.baton.ratelimit.tokenbucket;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(
        name = "Baton rate limits",
        description = "How often somebody may ask: a rate, and how much of it may come at once.")
@interface TokenBucketConfig {

    String PID = "io.baton.ratelimit.tokenbucket";

    @AttributeDefinition(description = "Offers and attach requests for each client address, per second; 0.01–100000")
    double joinPerSecond() default 5;

    @AttributeDefinition(description = "Offers and attach requests for each client address at once; 1–100000")
    int joinBurst() default 30;

    @AttributeDefinition(description = "RPC calls for each session, per second; 0.01–100000")
    double rpcPerSecond() default 500;

    @AttributeDefinition(description = "RPC calls for each session at once; 1–100000")
    int rpcBurst() default 500;

    @AttributeDefinition(description = "RPC calls for all sessions together, per second; 0.01–100000")
    double rpcAllPerSecond() default 2000;

    @AttributeDefinition(description = "RPC calls for all sessions together at once; 1–100000")
    int rpcAllBurst() default 2000;

    @AttributeDefinition(description = "Input messages for each session, per second; 0.01–100000")
    double inputPerSecond() default 2000;

    @AttributeDefinition(description = "Input messages for each session at once; 1–100000")
    int inputBurst() default 2000;

    @AttributeDefinition(description = "Changes of name for each session, per second; 0.01–100000")
    double renamePerSecond() default 0.5;

    @AttributeDefinition(description = "Changes of name for each session at once; 1–100000")
    int renameBurst() default 5;
}
