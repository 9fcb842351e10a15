// SPDX-License-Identifier: Apache-2.0
/** Serves the web page, which is built from {@code page/} and packed into this bundle. */
@NullMarked
package io.baton.web.ui;

import org.jspecify.annotations.NullMarked;
