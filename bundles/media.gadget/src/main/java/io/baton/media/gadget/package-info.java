// SPDX-License-Identifier: Apache-2.0
/** Virtual media: the image store, uploads, and mounting into the drives of the target. */
@NullMarked
package io.baton.media.gadget;

import org.jspecify.annotations.NullMarked;
