// SPDX-License-Identifier: Apache-2.0
package io.baton.audit.journal;

/**
 * An incomplete end that was found, cut off and kept.
 *
 * @param file name of the file it was in
 * @param bytes how long it was
 * @param keptAs name of the file it is in now
 */
record TornTail(String file, long bytes, String keptAs) {}
