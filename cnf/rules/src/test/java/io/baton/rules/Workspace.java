// SPDX-License-Identifier: Apache-2.0
package io.baton.rules;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The source tree and what the build left in it. */
final class Workspace {
    static final Path ROOT =
            Path.of(System.getProperty("baton.root", "../..")).toAbsolutePath().normalize();

    private static final Path BUNDLES = ROOT.resolve("bundles");
    private static final Set<String> SKIPPED =
            Set.of("target", "node_modules", ".git", ".mvn", "data", "dist", ".gradle", ".idea");

    /** What was read once: many rules look at the same classes. */
    private static final Map<Path, JavaClasses> READ = new ConcurrentHashMap<>();

    private Workspace() {}

    /** Names of the directories under {@code bundles/} that hold code of ours. */
    static List<String> bundles() {
        try (Stream<Path> children = Files.list(BUNDLES)) {
            return children.filter(child -> Files.isRegularFile(child.resolve("pom.xml")))
                    .map(child -> String.valueOf(child.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path bundle(String name) {
        return BUNDLES.resolve(name);
    }

    /** What a bundle's build packed. */
    static List<Path> jars(String bundle) {
        Path target = bundle(bundle).resolve("target");
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The classes a bundle ships; empty where it has none. */
    static JavaClasses classes(String bundle) {
        return READ.computeIfAbsent(bundle(bundle).resolve("target/classes"), new ClassFileImporter()::importPath);
    }

    /** The classes of a bundle's tests; empty where it has none. */
    static JavaClasses testClasses(String bundle) {
        return READ.computeIfAbsent(bundle(bundle).resolve("target/test-classes"), new ClassFileImporter()::importPath);
    }

    /** The packages an API bundle defines. */
    static Set<String> packages(String bundle) {
        return classes(bundle).stream().map(type -> type.getPackageName()).collect(Collectors.toSet());
    }

    /** The root package of a bundle. */
    static String rootPackage(String bundle) {
        return "io.baton." + bundle;
    }

    /** Every file below a directory that somebody wrote, with one of these endings. */
    static List<Path> sources(Path directory, String... endings) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith))
                    .filter(file -> Stream.iterate(file, path -> path.getParent() != null, Path::getParent)
                            .takeWhile(path -> !path.equals(ROOT))
                            .noneMatch(Workspace::isSkipped))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A directory {@code target} is a build's only beside a pom; else it is a package. */
    private static boolean isSkipped(Path path) {
        String name = String.valueOf(path.getFileName());
        return SKIPPED.contains(name) && (!name.equals("target") || Files.exists(path.resolveSibling("pom.xml")));
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
