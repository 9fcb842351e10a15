// SPDX-License-Identifier: Apache-2.0
/**
 * Writes the encoded stream to fragmented MP4 files (ISO/IEC 14496-12, 14496-15), and lists, serves and deletes them.
 */
@Header(name = "Baton-Swap", value = "in-place")
@NullMarked
package io.baton.recording.mp4;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Header;
