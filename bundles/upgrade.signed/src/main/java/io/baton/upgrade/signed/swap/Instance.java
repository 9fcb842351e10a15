// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed.swap;

import java.util.List;

/** One version of a bundle; its text is symbolic name and version. */
interface Instance {

    String version();

    /** Whether two versions cannot run beside each other. */
    boolean inPlace();

    /** The roles of its state in the handover store while it is replaced in place. */
    List<String> storedRoles();

    /** What hands over its state, in the order of registration. */
    List<Handover> handovers();

    /** The interfaces of its services that a successor has to provide as well. */
    List<String> wanted();

    /** Whether any service of it is registered. */
    boolean provides();

    void start() throws Exception;

    /** Waits until it provides these interfaces by services that can be obtained; throws when one cannot. */
    void selfTest(List<String> interfaces) throws Exception;

    void stop() throws Exception;

    /** Stops it if it runs; none of its classes are needed any more. */
    void uninstall() throws Exception;
}
