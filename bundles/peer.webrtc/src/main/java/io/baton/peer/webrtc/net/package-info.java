// SPDX-License-Identifier: Apache-2.0
/** The one UDP port all peers share: batched sends by segmentation offload where the kernel has it. */
@NullMarked
package io.baton.peer.webrtc.net;

import org.jspecify.annotations.NullMarked;
