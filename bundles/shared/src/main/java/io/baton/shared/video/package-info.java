// SPDX-License-Identifier: Apache-2.0
/** What every provider of {@code EncodedVideo} needs: its subscribers and its counters. */
@NullMarked
package io.baton.shared.video;

import org.jspecify.annotations.NullMarked;
