// SPDX-License-Identifier: Apache-2.0
package io.baton.tls.jetty;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** The configuration of TLS and of plain HTTP. */
@ObjectClassDefinition(
        id = TlsConfig.PID,
        name = "Baton TLS",
        description = "HTTPS, its certificate, and what happens to plain HTTP.")
@interface TlsConfig {

    String PID = "io.baton.tls.jetty";

    String REDIRECT = "redirect";
    String SERVE = "serve";
    String OFF = "off";

    String AUTO = "auto";
    String ON = "on";

    @AttributeDefinition(
            name = "HTTPS",
            description = "auto: on, unless the device listens on a loopback address only; on; off.",
            options = {
                @Option(label = "Automatic: on where the device listens beyond loopback", value = AUTO),
                @Option(label = "On", value = ON),
                @Option(label = "Off", value = OFF)
            })
    String https() default AUTO;

    @AttributeDefinition(
            name = "HTTPS port (1–65535)",
            description = "TCP port of HTTPS, 1–65535, on the address of HTTP.",
            min = "1",
            max = "65535")
    int port() default 8443;

    @AttributeDefinition(
            name = "Plain HTTP",
            description = "redirect: links lead to HTTPS, other requests are refused; serve: as HTTPS, unprotected;"
                    + " off: the port is closed. Without HTTPS, redirect serves loopback addresses only.",
            options = {
                @Option(label = "Redirect to HTTPS", value = REDIRECT),
                @Option(label = "Serve, unprotected", value = SERVE),
                @Option(label = "Off", value = OFF)
            })
    String plainHttp() default REDIRECT;

    @AttributeDefinition(
            name = "Certificate file",
            description = "PEM file with the certificate and those of its issuers, in order. Empty for the uploaded"
                    + " certificate, or the device's own. A change of the file applies within 10 s.")
    String certificateFile() default "";

    @AttributeDefinition(
            name = "Key file",
            description = "PEM file with the private key, without a password. Empty when the certificate file has it.")
    String keyFile() default "";

    @AttributeDefinition(
            name = "Certificate directory",
            description = "Where the device's own and the uploaded certificate are kept; empty for <data>/tls.")
    String directory() default "";
}
