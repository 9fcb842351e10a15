// SPDX-License-Identifier: Apache-2.0
package io.baton.usb.gadget;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of the USB gadget. */
@ObjectClassDefinition(
        id = GadgetConfig.PID,
        name = "Baton USB gadget",
        description = "The keyboard and mice that the target computer sees. A change plugs the gadget in again.")
@interface GadgetConfig {

    String PID = "io.baton.usb.gadget";

    @AttributeDefinition(
            name = "Enabled",
            description = "Whether the gadget exists. Off on a machine without a USB device controller.")
    boolean enabled() default false;

    @AttributeDefinition(
            name = "Device controller",
            description = "Name under /sys/class/udc; empty for the first one.",
            required = false)
    String deviceController() default "";

    @AttributeDefinition(name = "Vendor id", description = "USB vendor id, four hexadecimal digits, not 0000.")
    String vendorId() default "1d6b";

    @AttributeDefinition(name = "Product id", description = "USB product id, four hexadecimal digits.")
    String productId() default "0104";

    @AttributeDefinition(name = "Manufacturer", description = "What the target is told, at most 126 characters.")
    String manufacturer() default "Baton";

    @AttributeDefinition(name = "Product", description = "What the target is told, at most 126 characters.")
    String product() default "KVM";

    @AttributeDefinition(
            name = "Serial number",
            description = "What the target is told, at most 126 characters. A target tells devices apart by it.")
    String serialNumber() default "0001";

    @AttributeDefinition(name = "Keyboard", description = "Whether the gadget has a keyboard.")
    boolean keyboard() default true;

    @AttributeDefinition(
            name = "Absolute pointer",
            description = "Whether the gadget has a pointer that is told positions, as a tablet is.")
    boolean absolutePointer() default true;

    @AttributeDefinition(
            name = "Relative pointer",
            description = "Whether the gadget has a pointer that is told movements, as a mouse is.")
    boolean relativePointer() default true;

    @AttributeDefinition(
            name = "Control keys",
            description = "Whether the gadget has keys for volume, media, browser, power and sleep.")
    boolean controlKeys() default true;

    @AttributeDefinition(
            name = "N-key rollover",
            description = "Whether more than six keys can be down at once: a second keyboard has those beyond six.")
    boolean nKeyRollover() default false;

    @AttributeDefinition(
            name = "Drives",
            description = "Whether the gadget has a drive for compact discs and one for disks, for virtual media.")
    boolean massStorage() default true;

    @AttributeDefinition(
            name = "Remote wake-up",
            description = "Whether the gadget says that it can wake a sleeping target.")
    boolean remoteWakeup() default true;
}
