// SPDX-License-Identifier: Apache-2.0
/** Serves the page that a person sees: built from {@code page/}, packed into this bundle, read from nowhere else. */
@NullMarked
package io.baton.web.ui;

import org.jspecify.annotations.NullMarked;
