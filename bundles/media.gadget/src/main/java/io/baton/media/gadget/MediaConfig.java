// SPDX-License-Identifier: Apache-2.0
package io.baton.media.gadget;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The configuration of virtual media. */
@ObjectClassDefinition(
        id = MediaConfig.PID,
        name = "Baton virtual media",
        description = "Limits of the images that are uploaded and mounted. They apply at once.")
@interface MediaConfig {

    String PID = "io.baton.media.gadget";

    @AttributeDefinition(
            name = "Largest image (MiB)",
            description = "MiB of the largest image that can be uploaded, 1\u20131048576.",
            min = "1",
            max = "1048576")
    int maxImageMiB() default 65536;

    @AttributeDefinition(
            name = "Free disk space (MiB)",
            description = "MiB that stay free on the disk: an upload that would need them is refused, 16\u20131048576.",
            min = "16",
            max = "1048576")
    int minFreeMiB() default 512;

    @AttributeDefinition(
            name = "Unfinished uploads (min)",
            description =
                    "Minutes after which what arrived of an upload that was not resumed is deleted, 60\u2013525600.",
            min = "60",
            max = "525600")
    int keepUnfinishedMinutes() default 10080;

    @AttributeDefinition(
            name = "Images of web servers",
            description = "Whether an image can be mounted by its address, so that the device fetches from there.")
    boolean allowUrls() default true;
}
