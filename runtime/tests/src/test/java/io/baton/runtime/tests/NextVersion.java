// SPDX-License-Identifier: Apache-2.0
package io.baton.runtime.tests;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.net.URL;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.Version;

/**
 * The content of an installed bundle once more, with the next micro version: same code, new class loader. A bad build
 * has one method of other code.
 */
final class NextVersion {
    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final ClassDesc THREAD = ClassDesc.of("java.lang.Thread");
    private static final ClassDesc ILLEGAL_STATE = ClassDesc.of("java.lang.IllegalStateException");

    private NextVersion() {}

    static byte[] of(Bundle bundle) throws IOException {
        return jar(bundle, content(bundle));
    }

    /** A build whose component fails to activate. */
    static byte[] failing(Bundle bundle, String component) throws IOException {
        return throwing(bundle, component, "activate");
    }

    /** A build whose component never ends its activation. */
    static byte[] hanging(Bundle bundle, String component) throws IOException {
        return changed(
                bundle,
                component,
                "activate",
                code -> code.invokestatic(THREAD, "currentThread", MethodTypeDesc.of(THREAD))
                        .invokevirtual(THREAD, "join", MethodTypeDesc.of(ConstantDescs.CD_void))
                        .return_());
    }

    /** A build in which a method throws. */
    static byte[] throwing(Bundle bundle, String type, String method) throws IOException {
        return changed(
                bundle,
                type,
                method,
                code -> code.new_(ILLEGAL_STATE)
                        .dup()
                        .loadConstant("bad build")
                        .invokespecial(
                                ILLEGAL_STATE,
                                ConstantDescs.INIT_NAME,
                                MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String))
                        .athrow());
    }

    /** A build with an activator of a test, which uses nothing but the framework. */
    static byte[] activatedBy(Bundle bundle, Class<? extends BundleActivator> activator) throws IOException {
        Map<String, byte[]> content = content(bundle);
        String entry = activator.getName().replace('.', '/') + ".class";
        try (InputStream code = activator.getResourceAsStream("/" + entry)) {
            if (code == null) {
                throw new IOException("no " + entry);
            }
            content.put(entry, code.readAllBytes());
        }
        String imports = bundle.getHeaders().get("Import-Package");
        return SignedUpgrade.jar(
                jar(bundle, content),
                next(bundle.getVersion()),
                Map.of("Bundle-Activator", activator.getName(), "Import-Package", imports + ",org.osgi.framework"));
    }

    private static byte[] changed(Bundle bundle, String type, String method, Consumer<CodeBuilder> code)
            throws IOException {
        Map<String, byte[]> content = content(bundle);
        content.computeIfPresent(type.replace('.', '/') + ".class", (_, before) -> withCode(before, method, code));
        return jar(bundle, content);
    }

    private static byte[] withCode(byte[] type, String method, Consumer<CodeBuilder> code) {
        ClassFile files = ClassFile.of();
        return files.transformClass(
                files.parse(type),
                ClassTransform.transformingMethods(
                        candidate -> candidate.methodName().equalsString(method), (builder, element) -> {
                            if (element instanceof CodeModel) {
                                builder.withCode(code);
                            } else {
                                builder.with(element);
                            }
                        }));
    }

    private static Map<String, byte[]> content(Bundle bundle) throws IOException {
        Map<String, byte[]> content = new TreeMap<>();
        for (URL entry : Collections.list(bundle.findEntries("/", "*", true))) {
            String name = entry.getPath().substring(1);
            if (!name.equals(MANIFEST)) {
                content.put(name, name.endsWith("/") ? new byte[0] : bytes(entry));
            }
        }
        return content;
    }

    private static byte[] bytes(URL entry) throws IOException {
        try (InputStream in = entry.openStream()) {
            return in.readAllBytes();
        }
    }

    private static byte[] jar(Bundle bundle, Map<String, byte[]> content) throws IOException {
        Manifest manifest = new Manifest(new ByteArrayInputStream(bytes(bundle.getEntry(MANIFEST))));
        manifest.getMainAttributes().putValue("Bundle-Version", next(bundle.getVersion()));
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        try (JarOutputStream out = new JarOutputStream(copy, manifest)) {
            for (Map.Entry<String, byte[]> entry : content.entrySet()) {
                out.putNextEntry(new JarEntry(entry.getKey()));
                out.write(entry.getValue());
                out.closeEntry();
            }
        }
        return copy.toByteArray();
    }

    static String next(Version version) {
        return version.getMajor() + "." + version.getMinor() + "." + (version.getMicro() + 1);
    }
}
