// SPDX-License-Identifier: Apache-2.0
package io.baton.network.networkd;

import java.io.IOException;

/** What the operating system does for the network. Calls block until they are done, a few seconds at most. */
interface HostServices {

    /** Returns a sentence that says why nothing can be changed; empty when changes are possible. */
    String readOnlyReason();

    /** Reads the files of all networks again and configures the interface by them. */
    void reconfigure(int index) throws IOException;

    /** Asks the DHCP server for the address again. */
    void renew(int index) throws IOException;

    /** Sets the host name, now and for every start. */
    void hostName(String name) throws IOException;

    /** Returns a sentence that says why nothing answers multicast DNS; empty when a service of the system can. */
    String noMulticastDnsReason();
}
