// SPDX-License-Identifier: Apache-2.0
package io.baton.media;

import io.baton.session.Outcome;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Images on the device, and the medium that the target computer sees. Whether its caller may is checked before; every
 * change is audited with the actor. At most one medium is mounted; it stays so when control passes on.
 *
 * <p>Threading. Any thread. Methods that touch files block for as long as the disk needs.
 */
@ProviderType
public interface VirtualMedia {

    /** What is mounted; empty also once the target has ejected it. */
    Optional<MountedMedium> mounted();

    /** Whether the target computer has a drive of the device. */
    boolean available();

    /** The whole images by name. */
    List<StoredImage> images() throws IOException;

    /** The uploads that are not whole, by name. */
    List<UnfinishedUpload> unfinished() throws IOException;

    StorageSpace space() throws IOException;

    /**
     * Mounts an image of the device.
     *
     * @param writable whether the target may write; only a disk can be written
     */
    Outcome mount(String name, MediaMode mode, boolean writable, MediaActor actor);

    /**
     * Mounts an image of a web server, of which only the parts are fetched that the target reads.
     *
     * @param url {@code http} or {@code https}
     */
    CompletionStage<Outcome> mountUrl(String url, MediaMode mode, MediaActor actor);

    /**
     * Unmounts what is mounted; without that nothing happens.
     *
     * @param force whether it is taken from a target that holds it
     */
    Outcome unmount(boolean force, MediaActor actor);

    /** Deletes an image that is not mounted, or an unfinished upload. */
    Outcome delete(String name, MediaActor actor);

    /**
     * Begins an upload, or resumes the one of the same name and size. One that runs for the same name ends.
     *
     * @param size of the whole image in bytes
     */
    UploadStart startUpload(String name, long size, MediaActor actor);
}
