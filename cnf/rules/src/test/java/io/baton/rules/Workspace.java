// SPDX-License-Identifier: Apache-2.0
package io.baton.rules;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The source tree and what the build left in it. */
final class Workspace {
    static final Path ROOT =
            Path.of(System.getProperty("baton.root", "../..")).toAbsolutePath().normalize();

    private static final Path BUNDLES = ROOT.resolve("bundles");
    private static final Set<String> SKIPPED =
            Set.of("target", "node_modules", ".git", ".mvn", "data", "dist", ".gradle", ".idea");

    /** A cache: many rules look at the same classes. */
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

    /** The main attributes of a bundle's manifest. */
    static Attributes manifest(String bundle) {
        try (JarFile file = new JarFile(jar(bundle).toFile())) {
            return file.getManifest().getMainAttributes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bundle's jar, whatever its version: the newest, because a build leaves those of earlier versions. */
    static Path jar(String bundle) {
        Path target = bundle(bundle).resolve("target");
        Pattern name = Pattern.compile(Pattern.quote(bundle) + "-\\d[^-]*(-SNAPSHOT)?\\.jar");
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file ->
                            name.matcher(String.valueOf(file.getFileName())).matches())
                    .max(Comparator.comparing(file -> file.toFile().lastModified()))
                    .orElseThrow(() -> new IllegalStateException(bundle + " must be built before its rules"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The directories of all modules that hold code, relative to the root, such as {@code bundles/hid.usb}. */
    static List<String> modules() {
        return Stream.of("bundles", "runtime", "cnf")
                .flatMap(parent -> {
                    try (Stream<Path> children = Files.list(ROOT.resolve(parent))) {
                        return children
                                .filter(child -> Files.isRegularFile(child.resolve("pom.xml")))
                                .filter(child -> Files.isDirectory(child.resolve("src")))
                                .map(child -> parent + "/" + child.getFileName())
                                .sorted()
                                .toList()
                                .stream();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toList();
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

    /** The files below a directory with one of these endings, without those a build makes. */
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
