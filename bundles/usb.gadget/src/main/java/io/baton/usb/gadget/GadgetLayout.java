// SPDX-License-Identifier: Apache-2.0
package io.baton.usb.gadget;

import io.baton.port.ReportPort;
import io.baton.shared.ports.ReportDescriptors.Application;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;

/**
 * What the gadget looks like to the target.
 *
 * @param vendorId USB vendor id, 16 bits
 * @param productId USB product id, 16 bits
 * @param functions the ports that exist
 * @param applications what the function with numbered reports, that of the absolute pointer, consists of
 * @param massStorage whether there are drives for virtual media
 */
record GadgetLayout(
        int vendorId,
        int productId,
        String manufacturer,
        String product,
        String serialNumber,
        Set<ReportPort> functions,
        Set<Application> applications,
        boolean remoteWakeup,
        boolean massStorage) {

    /** The length of a USB string descriptor, USB 2.0 §9.6.7, in UTF-16 code units. */
    static final int MAX_STRING = 126;

    GadgetLayout {
        functions = Set.copyOf(functions);
        applications = Set.copyOf(applications);
        if (vendorId < 1 || vendorId > 0xFFFF || productId < 0 || productId > 0xFFFF) {
            throw new IllegalArgumentException(
                    "vendorId is 0001 to ffff and productId 0000 to ffff: %x %x".formatted(vendorId, productId));
        }
        checkText("manufacturer", manufacturer);
        checkText("product", product);
        checkText("serialNumber", serialNumber);
    }

    static GadgetLayout of(GadgetConfig config) {
        Set<ReportPort> functions = EnumSet.noneOf(ReportPort.class);
        if (config.keyboard()) {
            functions.add(ReportPort.KEYBOARD);
        }
        Set<Application> applications = EnumSet.noneOf(Application.class);
        if (config.absolutePointer()) {
            applications.add(Application.POINTER);
        }
        if (config.controlKeys()) {
            applications.add(Application.CONTROL_KEYS);
        }
        if (config.nKeyRollover()) {
            applications.add(Application.MORE_KEYS);
        }
        if (!applications.isEmpty()) {
            functions.add(ReportPort.ABSOLUTE_POINTER);
        }
        if (config.relativePointer()) {
            functions.add(ReportPort.RELATIVE_POINTER);
        }
        return new GadgetLayout(
                id("vendorId", config.vendorId()),
                id("productId", config.productId()),
                config.manufacturer(),
                config.product(),
                config.serialNumber(),
                functions,
                applications,
                config.remoteWakeup(),
                config.massStorage());
    }

    private static int id(String setting, String digits) {
        if (!digits.matches("[0-9a-fA-F]{4}")) {
            throw new IllegalArgumentException(setting + " has four hexadecimal digits, not: " + digits);
        }
        return HexFormat.fromHexDigits(digits);
    }

    private static void checkText(String setting, String text) {
        if (text.length() > MAX_STRING || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "%s has at most %d characters and no control characters".formatted(setting, MAX_STRING));
        }
    }
}
