// SPDX-License-Identifier: Apache-2.0
package io.baton.upgrade;

/**
 * The change of one bundle.
 *
 * @param symbolicName which bundle
 * @param fromVersion the installed version; empty when the bundle is new
 * @param toVersion the new version; empty when the bundle is removed
 * @param fromSha256 digest of the installed jar, in hexadecimal; empty when unknown
 * @param toSha256 digest of the new jar, in hexadecimal; empty when the bundle is removed
 */
public record BundleChange(
        String symbolicName, String fromVersion, String toVersion, String fromSha256, String toSha256) {}
