// SPDX-License-Identifier: Apache-2.0
/** Tests of the shipped bundles inside the framework: start, update, stop. */
@NullMarked
package io.baton.runtime.tests;

import org.jspecify.annotations.NullMarked;
