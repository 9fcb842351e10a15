// SPDX-License-Identifier: Apache-2.0
/** Brings the lines of every log API to Logback, and sets levels from configuration. */
@NullMarked
package io.baton.log.logback;

import org.jspecify.annotations.NullMarked;
