// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade.signed.swap;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A bundle to replace.
 *
 * @param symbolicName which bundle
 * @param version the new version, as in the jar's manifest
 * @param jar the new jar, in the content-addressed store
 * @param previous the jar that runs now; empty when the bundle is new
 */
public record Replacement(String symbolicName, String version, Path jar, Optional<Path> previous) {}
