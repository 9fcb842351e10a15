// SPDX-License-Identifier: Apache-2.0
package io.baton.ratelimit.tokenbucket;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

@ObjectClassDefinition(
        name = "Baton rate limits",
        description = "Token buckets: a rate, and a burst that may come at once.")
@interface TokenBucketConfig {

    String PID = "io.baton.ratelimit.tokenbucket";

    @AttributeDefinition(
            name = "Joins per address (per second)",
            description = "Offers and attach requests for each client address, per second; 0.01–100000",
            min = "0.01",
            max = "100000")
    double joinPerSecond() default 5;

    @AttributeDefinition(
            name = "Join burst per address",
            description = "Offers and attach requests for each client address in a burst; 1–100000",
            min = "1",
            max = "100000")
    int joinBurst() default 30;

    @AttributeDefinition(
            name = "Resumes per session (per second)",
            description = "Offers and attach requests that belong to a session, for each, per second; 0.01–100000",
            min = "0.01",
            max = "100000")
    double resumePerSecond() default 5;

    @AttributeDefinition(
            name = "Resume burst per session",
            description = "Offers and attach requests that belong to a session, for each, in a burst; 1–100000",
            min = "1",
            max = "100000")
    int resumeBurst() default 30;

    @AttributeDefinition(
            name = "RPC calls per session (per second)",
            description = "RPC calls for each session, per second; 0.01–100000",
            min = "0.01",
            max = "100000")
    double rpcPerSecond() default 500;

    @AttributeDefinition(
            name = "RPC burst per session",
            description = "RPC calls for each session in a burst; 1–100000",
            min = "1",
            max = "100000")
    int rpcBurst() default 500;

    @AttributeDefinition(
            name = "RPC calls of the primary (per second)",
            description = "RPC calls of the session in control, per second, beside those of all others; 0.01–100000",
            min = "0.01",
            max = "100000")
    double primaryRpcPerSecond() default 500;

    @AttributeDefinition(
            name = "RPC burst of the primary",
            description = "RPC calls of the session in control in a burst; 1–100000",
            min = "1",
            max = "100000")
    int primaryRpcBurst() default 500;

    @AttributeDefinition(
            name = "RPC calls of all sessions (per second)",
            description = "RPC calls for all sessions without control together, per second; 0.01–100000",
            min = "0.01",
            max = "100000")
    double rpcAllPerSecond() default 2000;

    @AttributeDefinition(
            name = "RPC burst of all sessions",
            description = "RPC calls for all sessions without control together in a burst; 1–100000",
            min = "1",
            max = "100000")
    int rpcAllBurst() default 2000;

    @AttributeDefinition(
            name = "RPC calls per account (per second)",
            description = "RPC calls for all sessions of one account together, per second; 0.01–100000",
            min = "0.01",
            max = "100000")
    double rpcUserPerSecond() default 1000;

    @AttributeDefinition(
            name = "RPC burst per account",
            description = "RPC calls for all sessions of one account together in a burst; 1–100000",
            min = "1",
            max = "100000")
    int rpcUserBurst() default 1000;

    @AttributeDefinition(
            name = "RPC calls per address (per second)",
            description = "RPC calls for all sessions of one client address together, per second; 0.01–100000",
            min = "0.01",
            max = "100000")
    double rpcAddressPerSecond() default 1500;

    @AttributeDefinition(
            name = "RPC burst per address",
            description = "RPC calls for all sessions of one client address together in a burst; 1–100000",
            min = "1",
            max = "100000")
    int rpcAddressBurst() default 1500;

    @AttributeDefinition(
            name = "Input messages per session (per second)",
            description = "Input messages for each session, per second; 0.01–100000",
            min = "0.01",
            max = "100000")
    double inputPerSecond() default 2000;

    @AttributeDefinition(
            name = "Input burst per session",
            description = "Input messages for each session in a burst; 1–100000",
            min = "1",
            max = "100000")
    int inputBurst() default 2000;

    @AttributeDefinition(
            name = "Logins per address (per second)",
            description = "Attempts to log in for each client address, per second; 0.01–100000",
            min = "0.01",
            max = "100000")
    double loginPerSecond() default 1;

    @AttributeDefinition(
            name = "Login burst per address",
            description = "Attempts to log in for each client address in a burst; 1–100000",
            min = "1",
            max = "100000")
    int loginBurst() default 10;

    @AttributeDefinition(
            name = "Prompts per user (per second)",
            description =
                    "Requests that another user has to answer, for each account, login cookie or address, per second;"
                            + " 0.01–100000",
            min = "0.01",
            max = "100000")
    double promptPerSecond() default 20;

    @AttributeDefinition(
            name = "Prompt burst per user",
            description =
                    "Requests that another user has to answer, for each account, login cookie or address in a burst;"
                            + " 1–100000",
            min = "1",
            max = "100000")
    int promptBurst() default 100;

    @AttributeDefinition(
            name = "Renames per session (per second)",
            description = "Changes of name for each session, per second; 0.01–100000",
            min = "0.01",
            max = "100000")
    double renamePerSecond() default 0.5;

    @AttributeDefinition(
            name = "Rename burst per session",
            description = "Changes of name for each session in a burst; 1–100000",
            min = "1",
            max = "100000")
    int renameBurst() default 5;

    @AttributeDefinition(
            name = "Screenshots per account or address (per second)",
            description = "Screenshots for each account, or client address without one, per second; 0.01–100000",
            min = "0.01",
            max = "100000")
    double screenshotPerSecond() default 1;

    @AttributeDefinition(
            name = "Screenshot burst per account or address",
            description = "Screenshots for each account, or client address without one, in a burst; 1–100000",
            min = "1",
            max = "100000")
    int screenshotBurst() default 5;
}
